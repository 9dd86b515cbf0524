"""The grading side of run_student: asks the agent for a student container and hands it the caller's descriptors."""

import os
import secrets
import select
import signal
import socket

from msgpack import packb

from ingot_grader import frames
from ingot_grader.desk import CONTROL

SOCKETS = "/sockets"
FAILED = 254
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


class StudentCall:
    """
    One call of run_student, made from the run file's side.

    `order` is what the student container gets (command, teardown_script, working_dir, ssh, user), `request` what the
    agent gets (environment, limits, share_network, ssh, run_as_root), `streams` three descriptors.
    """

    def __init__(self, request, order, streams):
        self._id = secrets.token_hex(8)
        self._request = request
        self._order = order
        self._streams = streams
        self._student = None
        self._from_student = None
        self._ready = False
        self._container = None
        self._pending_signals = b""

    def run(self):
        """Blocks until the agent has told how the student ended, and returns that value (0 to 255)."""
        path = f"{SOCKETS}/{self._id}.sock"
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as desk:
            listener.bind(path)
            os.chmod(path, 0o777)
            listener.listen(1)
            desk.connect(CONTROL)
            desk.sendall(frames.encode({"type": "run_student", "socket_id": self._id, **self._request}))
            try:
                return self._follow(listener, desk, frames.FrameReader(desk.fileno()))
            finally:
                os.unlink(path)
                if self._student:
                    self._student.close()

    def signal(self, number):
        """Passes a signal to the student's program, or keeps it until there is one. May be called in a signal handler."""
        self._pending_signals += b"%03d" % number
        self._send_signals()

    def _follow(self, listener, desk, answers):
        poll = select.poll()
        poll.register(desk, select.POLLIN)
        while True:
            for fd, _ in poll.poll():
                if fd == desk.fileno():
                    messages = answers.read_available()
                    if messages is None:  # no desk, no agent
                        return FAILED
                    for message in messages:
                        if message["type"] == "run_student_retval":
                            return message["retval"]
                        self._container = message["container_id"]
                        poll.register(listener, select.POLLIN)
                elif fd == listener.fileno():
                    poll.unregister(listener)
                    self._student, _ = listener.accept()
                    self._from_student = frames.FrameReader(self._student.fileno())
                    self._serve_student()
                    poll.register(self._student, select.POLLIN)
                elif not self._hear_student(desk):
                    poll.unregister(self._student)

    def _serve_student(self):
        try:
            if self._student.recv(1) != b"H":
                return
            order = {"type": "run_student_command", "student_container_id": self._container, **self._order}
            message = b"S" + packb(order, use_bin_type=True)  # in one piece: who passes it on does so once
            sent = socket.send_fds(self._student, [message], self._streams)
            self._student.sendall(message[sent:])
            self._ready = True
            self._send_signals()
        except OSError:  # it died early; the agent will say how
            pass

    def _send_signals(self):
        if self._ready and self._pending_signals:
            waiting, self._pending_signals = self._pending_signals, b""
            try:
                self._student.sendall(waiting)
            except OSError:  # the student has ended
                pass

    def _hear_student(self, desk):
        """Takes the student's SSH access, the only thing it may say. False once it is silent for good."""
        try:
            messages = self._from_student.read_available()
        except (OSError, ValueError):
            return False
        for message in messages or ():
            if message.get("type") == "ssh_student" and self._order["ssh"]:
                access = {"ssh_user": message["ssh_user"], "ssh_key": message["password"]}
                desk.sendall(frames.encode({"type": "ssh_student", "container_id": self._container, **access}))
        return messages is not None
