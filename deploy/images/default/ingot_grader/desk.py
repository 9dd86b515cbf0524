"""The grading side's desk: between the agent on stdin and stdout and the commands of the run file on a socket."""

import os
import select
import signal
import socket

from ingot_grader import frames, processes

CONTROL = "/run/grading.sock"
# What a command may ask of the agent, and what the agent answers: passed on as it stands, matched by socket_id.
REQUESTS = {"run_student", "ssh_student"}


class AgentGone(Exception):
    """The agent closed the stream: nobody waits for this container any more."""


class Desk:
    """
    Relays requests of the run file's commands until the run file ends.

    One thread. It owns the listening socket; close it by leaving the `with` block.
    """

    def __init__(self, agent, agent_out=1, path=CONTROL):
        self._agent = agent  # the reader that has already read the start order
        self._agent_out = agent_out
        self._path = path
        self._clients = {}  # descriptor -> (socket, reader)
        self._waiting = {}  # socket_id -> descriptor

    def __enter__(self):
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

    def __exit__(self, *_):
        signal.set_wakeup_fd(-1)
        self._listener.close()
        os.unlink(self._path)
        os.close(self._wake)
        os.close(self._woken)
        for client, _ in self._clients.values():
            client.close()

    def serve_until_end_of(self, child):
        """Serves until the process has ended and returns its status."""
        while True:
            ended = processes.reap()
            if child in ended:
                return ended[child]
            for fd, _ in self._poll.poll():
                if fd == self._wake:
                    os.read(fd, 4096)
                elif fd == self._agent.fd:
                    self._hear_agent()
                elif fd == self._listener.fileno():
                    self._welcome()
                elif fd in self._clients:
                    self._hear_client(fd)

    def _hear_agent(self):
        messages = self._agent.read_available()
        if messages is None:
            raise AgentGone
        for message in messages:
            fd = self._waiting.get(message.get("socket_id"))
            if fd in self._clients:
                self._answer(fd, message)

    def _answer(self, fd, message):
        try:
            frames.write(fd, message)
        except OSError:  # the command ended without waiting for its answer
            self._dismiss(fd)

    def _welcome(self):
        client, _ = self._listener.accept()
        self._clients[client.fileno()] = client, frames.FrameReader(client.fileno())
        self._poll.register(client.fileno(), select.POLLIN)

    def _hear_client(self, fd):
        try:
            messages = self._clients[fd][1].read_available()
        except (OSError, ValueError):
            messages = None
        if messages is None:
            self._dismiss(fd)
            return
        for message in messages:
            if message.get("type") in REQUESTS:
                socket_id = message.pop("socket_id", None)
                if message["type"] == "run_student":
                    self._waiting[socket_id] = fd
                    message["socket_id"] = socket_id
                frames.write(self._agent_out, message)

    def _dismiss(self, fd):
        self._poll.unregister(fd)
        client, _ = self._clients.pop(fd)
        client.close()
        self._waiting = {key: value for key, value in self._waiting.items() if value != fd}
