"""The student's side when it shares no kernel with its grader: the agent relays all messages, on stdin and stdout."""

import os
import select
import signal

from ingot_grader import frames, processes
from ingot_grader.student import pass_on

PIECE = 1 << 18  # bytes of output in one message
BACKLOG = 1 << 20  # bytes of input that the program has not read yet; above this, no more messages are read
KINDS = ("stdout", "stderr")


class RelayedParent:
    """A grader that is reached through the agent: the program's streams are pipes, and their data is sent in messages."""

    def __init__(self):
        self._agent = frames.FrameReader(os.dup(0))
        self._out = os.dup(1)
        # Other programs in this container must neither write to the message stream nor read from it.
        os.dup2(2, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC), 0)
        self._unread = []
        self._open = True

    def receive_order(self):
        """Waits for the order; returns None when the peer is not an agent."""
        while not self._unread:
            messages = self._agent.read_available()
            if messages is None:
                return None
            self._unread += messages
        order = self._unread.pop(0)
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
        self._handle_messages()
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
            if not self._send_output(fd):
                os.close(fd)
                del self._outputs[fd]
        elif fd == self._agent.fd:
            self._read_agent()
        else:
            self._input.flush()

    def leave(self):
        """Called when the child has exited: sends its remaining output, without waiting for processes that it left running."""
        for fd in self._outputs:
            while self._send_output(fd):
                pass
            os.close(fd)
        self._input.close()

    def tell_ssh(self, user, password):
        access = {"type": "ssh_student", "ssh_user": user, "ssh_key": password, "container_id": self._container}
        frames.write(self._out, access)

    def _read_agent(self):
        messages = self._agent.read_available()
        if messages is None:  # the agent closed the stream and needs no result
            os.killpg(self._child, signal.SIGKILL)
            self._open = False
        else:
            self._unread += messages
            self._handle_messages()

    def _handle_messages(self):
        for message in self._unread:
            if message["type"] == "stdin":
                self._input.put(message["message"])
            elif message["type"] == "student_signal":
                pass_on(message["signal_data"], self._child)
        self._unread = []

    def _send_output(self, fd):
        """Sends one piece of output. Returns False when there is none."""
        try:
            piece = os.read(fd, PIECE)
        except BlockingIOError:
            return False
        if piece:
            frames.write(self._out, {"type": self._outputs[fd], "socket_id": self._socket_id, "message": piece})
        return bool(piece)


class Input:
    """Buffers the program's standard input until the program reads it. An empty piece is its end."""

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
        except OSError:  # the program has closed its input
            self._ended = True
        if self._ended:
            self.close()

    def close(self):
        self.waiting.clear()
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None
