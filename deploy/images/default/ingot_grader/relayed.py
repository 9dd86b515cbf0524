"""The student's side where it shares no kernel with its grader: the agent carries everything, on stdin and stdout."""

import os
import select
import signal

from ingot_grader import frames, processes
from ingot_grader.student import pass_on

PIECE = 1 << 18  # bytes of output in one message
BACKLOG = 1 << 20  # bytes of input the program has not taken yet, beyond which nothing more is heard
KINDS = ("stdout", "stderr")


class RelayedParent:
    """A grader behind the agent: the program has pipes for streams, and what passes through them goes in messages."""

    def __init__(self):
        self._agent = frames.FrameReader(os.dup(0))
        self._out = os.dup(1)
        # What other programs here may print is no message, and nothing for them to read is on its way.
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC), 0)
        self._unheard = []
        self._open = True

    def receive_order(self):
        """None from somebody who is no agent."""
        while not self._unheard:
            messages = self._agent.read_available()
            if messages is None:
                return None
            self._unheard += messages
        order = self._unheard.pop(0)
        self._container = order.get("student_container_id")
        self._socket_id = order.get("socket_id")
        return order if order["type"] == "run_student_init" else None

    def start(self, command, folder, as_root):
        given, into = os.pipe2(os.O_CLOEXEC)
        self._input = Input(into)
        ends = [os.pipe2(os.O_CLOEXEC) for _ in KINDS]
        self._outputs = {out: kind for (out, _), kind in zip(ends, KINDS)}
        streams = [given, *(end for _, end in ends)]
        self._child = processes.start(command, folder, streams, as_root)
        for fd in streams:
            os.close(fd)
        for fd in self._outputs:
            os.set_blocking(fd, False)
        self._hear()
        return self._child

    def events(self):
        events = dict.fromkeys(self._outputs, select.POLLIN)
        if self._input.waiting:
            events[self._input.fd] = select.POLLOUT
        if self._open and len(self._input.waiting) < BACKLOG:
            events[self._agent.fd] = select.POLLIN
        return events

    def serve(self, fd):
        if fd in self._outputs:
            if not self._say(fd):
                os.close(fd)
                del self._outputs[fd]
        elif fd == self._agent.fd:
            self._listen()
        else:
            self._input.flush()

    def leave(self):
        """The child has ended: passes on what it has printed, but waits for no process that it has left behind."""
        for fd in self._outputs:
            while self._say(fd):
                pass
            os.close(fd)
        self._input.close()

    def tell_ssh(self, user, password):
        access = {"type": "ssh_student", "ssh_user": user, "ssh_key": password, "container_id": self._container}
        frames.write(self._out, access)

    def _listen(self):
        messages = self._agent.read_available()
        if messages is None:  # no agent, nobody who wants the outcome
            os.killpg(self._child, signal.SIGKILL)
            self._open = False
        else:
            self._unheard += messages
            self._hear()

    def _hear(self):
        for message in self._unheard:
            if message["type"] == "stdin":
                self._input.put(message["message"])
            elif message["type"] == "student_signal":
                pass_on(message["signal_data"], self._child)
        self._unheard = []

    def _say(self, fd):
        """Passes on one piece of output. False when there is none."""
        try:
            piece = os.read(fd, PIECE)
        except BlockingIOError:
            return False
        if piece:
            frames.write(self._out, {"type": self._outputs[fd], "socket_id": self._socket_id, "message": piece})
        return bool(piece)


class Input:
    """The program's standard input, which it takes when it likes. It ends with an empty piece."""

    def __init__(self, fd):
        self.fd = fd
        self.waiting = bytearray()
        self._ended = False
        os.set_blocking(fd, False)

    def put(self, piece):
        if self.fd is not None:
            self.waiting += piece
            self._ended = self._ended or not piece
            self.flush()

    def flush(self):
        try:
            while self.waiting:
                del self.waiting[: os.write(self.fd, self.waiting)]
        except BlockingIOError:
            return
        except OSError:  # the program has closed it, and misses nothing
            self._ended = True
        if self._ended:
            self.close()

    def close(self):
        self.waiting.clear()
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None
