"""Relays messages between the agent, on stdin and stdout, and the commands of the run file, on a socket."""

import os
import select
import signal
import socket

from ingot_grader import frames, processes

# Not in the root folder, which in a virtual machine may be shared with the host, where no socket can be bound.
CONTROL = "/sockets/main.sock"
# Messages that a command may send to the agent. They and the answers, matched by socket_id, are forwarded unchanged.
REQUESTS = {"run_student", "ssh_student", "run_student_init", "stdin", "student_signal"}
BACKLOG = 1 << 20  # bytes for the agent that are not written yet; above this, messages of commands are not read
KILL = b"%03d" % signal.SIGKILL


class AgentDisconnected(Exception):
    """The agent closed the stream and no longer waits for this container."""


class Client:
    """A connected command of the run file, which requests at most one student."""

    def __init__(self, connection):
        self.socket = connection
        self.reader = frames.FrameReader(connection.fileno())
        self.writer = frames.FrameWriter(connection.fileno())
        self.socket_id = None
        self.relayed_to = None  # id of the student container, when only the agent can reach it


class AgentRelay:
    """
    Relays requests of the run file's commands until the run file ends.

    It uses one thread, which never blocks on a single peer: messages that a command does not read yet are buffered; messages
    that the agent does not read yet make the commands wait. It owns the listening socket; leave the `with` block to close it.
    """

    def __init__(self, agent, agent_out=1, path=CONTROL):
        self._agent = agent  # the reader that has already read the start order
        self._agent_out = agent_out
        self._path = path
        self._clients = {}  # descriptor -> client

    def __enter__(self):
        self._to_agent = frames.FrameWriter(self._agent_out)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(self._path)
        os.chmod(self._path, 0o777)
        self._listener.listen(64)
        self._wake, self._woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        self._poll = select.poll()
        for fd in (self._agent.fd, self._listener.fileno(), self._wake):
            self._poll.register(fd, select.POLLIN)
        return self

    def __exit__(self, kind, *_):
        signal.set_wakeup_fd(-1)
        self._listener.close()
        os.unlink(self._path)
        os.close(self._wake)
        os.close(self._woken)
        for client in self._clients.values():
            client.socket.close()
        if kind is not AgentDisconnected:
            self._to_agent.close()

    def serve_until_end_of(self, child):
        """Serves until the process has ended and returns its status."""
        while True:
            ended = processes.reap()
            if child in ended:
                return ended[child]
            for fd, event in self._events():
                if fd == self._wake:
                    os.read(fd, 4096)
                elif fd == self._agent.fd:
                    self._read_agent()
                elif fd == self._to_agent.fd:
                    self._to_agent.flush()
                elif fd == self._listener.fileno():
                    self._accept()
                elif fd in self._clients:
                    self._serve(self._clients[fd], event)

    def _events(self):
        read_event = select.POLLIN if len(self._to_agent) < BACKLOG else 0
        for fd, client in self._clients.items():
            self._poll.register(fd, read_event | (select.POLLOUT if client.writer else 0))
        if self._to_agent:
            self._poll.register(self._to_agent.fd, select.POLLOUT)
        events = self._poll.poll()
        if self._to_agent:
            self._poll.unregister(self._to_agent.fd)
        return events

    def _read_agent(self):
        messages = self._agent.read_available()
        if messages is None:
            raise AgentDisconnected
        for message in messages:
            socket_id = message.get("socket_id")
            client = next((one for one in self._clients.values() if one.socket_id == socket_id), None)
            if client and socket_id:
                self._answer(client, message)

    def _answer(self, client, message):
        if message["type"] == "run_student_retval":
            client.relayed_to = None
        try:
            client.writer.put(message)
        except OSError:  # the command exited without waiting for its answer
            self._disconnect(client)

    def _accept(self):
        connection, _ = self._listener.accept()
        self._clients[connection.fileno()] = Client(connection)

    def _serve(self, client, event):
        try:
            if event & select.POLLOUT:
                client.writer.flush()
            messages = client.reader.read_available() if event & ~select.POLLOUT else ()
        except (OSError, ValueError):
            messages = None
        if messages is None:
            self._disconnect(client)
            return
        for message in messages:
            if message.get("type") in REQUESTS:
                self._forward(client, message)

    def _forward(self, client, message):
        if message["type"] == "run_student":
            client.socket_id = message.get("socket_id")
        elif message["type"] == "run_student_init":
            client.relayed_to = message.get("student_container_id")
        self._to_agent.put(message)

    def _disconnect(self, client):
        fd = client.socket.fileno()
        self._poll.unregister(fd)
        del self._clients[fd]
        client.socket.close()
        if client.relayed_to:  # the command exited, so the student's result is not needed
            self._to_agent.put({"type": "student_signal", "student_container_id": client.relayed_to, "signal_data": KILL})
