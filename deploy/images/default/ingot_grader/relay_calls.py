"""The grading side of run_student when grader and student share no kernel: the agent relays all messages."""

import os
import secrets
import select
import signal
import socket

from ingot_grader import frames
from ingot_grader.socket_calls import FAILED
from ingot_grader.agent_relay import CONTROL

PIECE = 1 << 18  # bytes of input in one message
TYPES = {"stdout": 1, "stderr": 2}


class RelayedCall:
    """
    One call of run_student on the side of the run file; its parameters are those of `socket_calls.StudentCall`.

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
        """Waits until the agent reports the student's return value (0 to 255), and returns it."""
        try:
            with socket.socket(socket.AF_UNIX) as relay:
                relay.connect(CONTROL)
                self._relay = frames.FrameWriter(relay.fileno())
                self._relay.put({"type": "run_student", "socket_id": self._id, **self._request})
                return self._follow(frames.FrameReader(relay.fileno()))
        except (BrokenPipeError, ConnectionResetError):  # the agent relay has closed
            return FAILED
        finally:
            os.close(self._wake)
            os.close(self._woken)

    def signal(self, number):
        """Sends a signal to the student's program, once it has started. May be called in a signal handler."""
        self._signals += b"%03d" % number
        os.write(self._woken, b"!")

    def _follow(self, answers):
        stdin = self._streams[0]
        open_input = True
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        while True:
            poll.register(answers.fd, select.POLLIN | (select.POLLOUT if self._relay else 0))
            wants_input = open_input and self._container and not self._relay
            if wants_input:
                poll.register(stdin, select.POLLIN)
            events = poll.poll()
            if wants_input:
                poll.unregister(stdin)
            for fd, event in events:
                if fd == self._wake:
                    os.read(fd, 4096)
                elif fd == stdin:
                    open_input = self._send_input(stdin)
                else:
                    self._relay.flush()
                    messages = answers.read_available() if event & ~select.POLLOUT else ()
                    if messages is None:  # the agent relay has closed
                        return FAILED
                    for message in messages:
                        if message["type"] == "run_student_retval":
                            return message["retval"]
                        self._handle(message)
            self._send_signals()

    def _handle(self, message):
        if message["type"] == "run_student_started":
            self._container = message["container_id"]
            self._send("run_student_init", socket_id=self._id, **self._order)
        elif message["type"] in TYPES:
            self._print(self._streams[TYPES[message["type"]]], message["message"])

    def _print(self, stream, text):
        try:
            frames.write_all(stream, text)
        except BrokenPipeError:  # the program would get this signal if it wrote to the stream itself
            self._signals += b"%03d" % signal.SIGPIPE

    def _send_input(self, stdin):
        """Sends one piece of input; an empty one is its end. Returns False after the end."""
        try:
            piece = os.read(stdin, PIECE)
        except OSError:  # the caller closed it, or it is not readable
            piece = b""
        self._send("stdin", message=piece)
        return bool(piece)

    def _send_signals(self):
        while self._container and self._signals:
            self._send("student_signal", signal_data=self._signals[:3])
            self._signals = self._signals[3:]

    def _send(self, kind, **fields):
        self._relay.put({"type": kind, "student_container_id": self._container, **fields})
