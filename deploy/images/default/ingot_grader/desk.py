"""The grading side's desk: between the agent on stdin and stdout and the commands of the run file on a socket."""

import os
import select
import signal
import socket

from ingot_grader import frames, processes

# Not at the root, which in a virtual machine may be a share of the host, where no socket can be bound.
CONTROL = "/sockets/main.sock"
# What a command may tell the agent, and what the agent answers: passed on as it stands, matched by socket_id.
REQUESTS = {"run_student", "ssh_student", "run_student_init", "stdin", "student_signal"}
BACKLOG = 1 << 20  # bytes the agent has not taken yet, beyond which no command is heard
KILL = b"%03d" % signal.SIGKILL


class AgentGone(Exception):
    """The agent closed the stream: nobody waits for this container any more."""


class Client:
    """A command of the run file, which has asked for one student at most."""

    def __init__(self, connection):
        self.socket = connection
        self.reader = frames.FrameReader(connection.fileno())
        self.writer = frames.FrameWriter(connection.fileno())
        self.socket_id = None
        self.relayed_to = None  # the student container that only the agent can reach


class Desk:
    """
    Relays requests of the run file's commands until the run file ends.

    One thread, which waits for no one in particular: what a command does not take yet is kept for it, what the agent does not
    take makes the commands wait. It owns the listening socket; close it by leaving the `with` block.
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
        if kind is not AgentGone:
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
                    self._hear_agent()
                elif fd == self._to_agent.fd:
                    self._to_agent.flush()
                elif fd == self._listener.fileno():
                    self._welcome()
                elif fd in self._clients:
                    self._serve(self._clients[fd], event)

    def _events(self):
        heard = select.POLLIN if len(self._to_agent) < BACKLOG else 0
        for fd, client in self._clients.items():
            self._poll.register(fd, heard | (select.POLLOUT if client.writer else 0))
        if self._to_agent:
            self._poll.register(self._to_agent.fd, select.POLLOUT)
        events = self._poll.poll()
        if self._to_agent:
            self._poll.unregister(self._to_agent.fd)
        return events

    def _hear_agent(self):
        messages = self._agent.read_available()
        if messages is None:
            raise AgentGone
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
        except OSError:  # the command ended without waiting for its answer
            self._dismiss(client)

    def _welcome(self):
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
            self._dismiss(client)
            return
        for message in messages:
            if message.get("type") in REQUESTS:
                self._ask(client, message)

    def _ask(self, client, message):
        if message["type"] == "run_student":
            client.socket_id = message.get("socket_id")
        elif message["type"] == "run_student_init":
            client.relayed_to = message.get("student_container_id")
        self._to_agent.put(message)

    def _dismiss(self, client):
        fd = client.socket.fileno()
        self._poll.unregister(fd)
        del self._clients[fd]
        client.socket.close()
        if client.relayed_to:  # the caller is gone: nobody wants the outcome
            self._to_agent.put({"type": "student_signal", "student_container_id": client.relayed_to, "signal_data": KILL})
