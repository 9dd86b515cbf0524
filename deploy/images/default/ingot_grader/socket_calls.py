"""The grading side of run_student: requests a student container from the agent and passes it the caller's descriptors."""

import os
import secrets
import select
import signal
import socket

from msgpack import packb

from ingot_grader import frames
from ingot_grader.agent_relay import CONTROL

SOCKETS = "/sockets"
FAILED = 254
FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


class StudentCall:
    """
    One call of run_student on the side of the run file.

    `order` is for the student container (command, teardown_script, working_dir, ssh, user), `request` is for the agent
    (environment, limits, share_network, ssh, run_as_root), `streams` are three descriptors.
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
        """Waits until the agent reports the student's return value (0 to 255), and returns it."""
        path = f"{SOCKETS}/{self._id}.sock"
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as relay:
            listener.bind(path)
            os.chmod(path, 0o777)
            listener.listen(1)
            relay.connect(CONTROL)
            relay.sendall(frames.encode({"type": "run_student", "socket_id": self._id, **self._request}))
            try:
                return self._follow(listener, relay, frames.FrameReader(relay.fileno()))
            finally:
                os.unlink(path)
                if self._student:
                    self._student.close()

    def signal(self, number):
        """Sends a signal to the student's program, once it has started. May be called in a signal handler."""
        self._pending_signals += b"%03d" % number
        self._send_signals()

    def _follow(self, listener, relay, answers):
        poll = select.poll()
        poll.register(relay, select.POLLIN)
        while True:
            for fd, _ in poll.poll():
                if fd == relay.fileno():
                    messages = answers.read_available()
                    if messages is None:  # the agent relay has closed
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
                elif not self._read_student(relay):
                    poll.unregister(self._student)

    def _serve_student(self):
        try:
            if self._student.recv(1) != b"H":
                return
            order = {"type": "run_student_command", "student_container_id": self._container, **self._order}
            message = b"S" + packb(order, use_bin_type=True)  # in one message, because a relay forwards it once
            sent = socket.send_fds(self._student, [message], self._streams)
            self._student.sendall(message[sent:])
            self._ready = True
            self._send_signals()
        except OSError:  # the student exited early; the agent reports its return value
            pass

    def _send_signals(self):
        if self._ready and self._pending_signals:
            waiting, self._pending_signals = self._pending_signals, b""
            try:
                self._student.sendall(waiting)
            except OSError:  # the student has exited
                pass

    def _read_student(self, relay):
        """Reads the student's SSH access, its only message. Returns False when the student closed the socket."""
        try:
            messages = self._from_student.read_available()
        except (OSError, ValueError):
            return False
        for message in messages or ():
            if message.get("type") == "ssh_student" and self._order["ssh"]:
                access = {"ssh_user": message["ssh_user"], "ssh_key": message["password"]}
                relay.sendall(frames.encode({"type": "ssh_student", "container_id": self._container, **access}))
        return messages is not None
