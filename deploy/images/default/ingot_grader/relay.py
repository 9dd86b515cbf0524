"""The grading side of run_student where grader and student share no kernel: everything goes through the agent."""

import os
import secrets
import select
import signal
import socket

from ingot_grader import frames
from ingot_grader.calls import FAILED
from ingot_grader.desk import CONTROL

PIECE = 1 << 18  # bytes of input in one message
TYPES = {"stdout": 1, "stderr": 2}


class RelayedCall:
    """
    One call of run_student, made from the run file's side; its parameters are those of `calls.StudentCall`.

    The caller's input is read to its end, whether or not the student's program wants all of it.
    """

    def __init__(self, request, order, streams):
        self._id = secrets.token_hex(8)
        self._request = request
        self._order = order
        self._streams = streams
        self._container = None
        self._signals = b""
        self._wake, self._woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self):
        """Blocks until the agent has told how the student ended, and returns that value (0 to 255)."""
        try:
            with socket.socket(socket.AF_UNIX) as desk:
                desk.connect(CONTROL)
                self._desk = frames.FrameWriter(desk.fileno())
                self._desk.put({"type": "run_student", "socket_id": self._id, **self._request})
                return self._follow(frames.FrameReader(desk.fileno()))
        except (BrokenPipeError, ConnectionResetError):  # the desk has closed
            return FAILED
        finally:
            os.close(self._wake)
            os.close(self._woken)

    def signal(self, number):
        """Passes a signal to the student's program, or keeps it until there is one. May be called in a signal handler."""
        self._signals += b"%03d" % number
        os.write(self._woken, b"!")

    def _follow(self, answers):
        stdin = self._streams[0]
        open_input = True
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        while True:
            poll.register(answers.fd, select.POLLIN | (select.POLLOUT if self._desk else 0))
            hungry = open_input and self._container and not self._desk
            if hungry:
                poll.register(stdin, select.POLLIN)
            events = poll.poll()
            if hungry:
                poll.unregister(stdin)
            for fd, event in events:
                if fd == self._wake:
                    os.read(fd, 4096)
                elif fd == stdin:
                    open_input = self._feed(stdin)
                else:
                    self._desk.flush()
                    messages = answers.read_available() if event & ~select.POLLOUT else ()
                    if messages is None:  # no desk, no agent
                        return FAILED
                    for message in messages:
                        if message["type"] == "run_student_retval":
                            return message["retval"]
                        self._hear(message)
            self._send_signals()

    def _hear(self, message):
        if message["type"] == "run_student_started":
            self._container = message["container_id"]
            self._tell("run_student_init", socket_id=self._id, **self._order)
        elif message["type"] in TYPES:
            self._print(self._streams[TYPES[message["type"]]], message["message"])

    def _print(self, stream, text):
        try:
            frames.write_all(stream, text)
        except BrokenPipeError:  # the program would have got it, were the stream its own
            self._signals += b"%03d" % signal.SIGPIPE

    def _feed(self, stdin):
        """Passes on one piece of input; an empty one is its end. False once that is said."""
        try:
            piece = os.read(stdin, PIECE)
        except OSError:  # the caller closed it, or it is not for reading
            piece = b""
        self._tell("stdin", message=piece)
        return bool(piece)

    def _send_signals(self):
        while self._container and self._signals:
            self._tell("student_signal", signal_data=self._signals[:3])
            self._signals = self._signals[3:]

    def _tell(self, kind, **fields):
        self._desk.put({"type": kind, "student_container_id": self._container, **fields})
