"""The student container: receives the command from its grader, runs it and exits with its status."""

import os
import select
import signal
import socket

from msgpack import Unpacker

from ingot_grader import WORKER, frames, memory, processes, working_directory
from ingot_grader.prefork import PreforkedProcess

PARENT = "/__parent.sock"
FOLDER = "/task/student"
NOT_AVAILABLE = 251
FAILED = 254
DIGITS = 3  # a signal on the wire: its number in three ASCII digits


def main(own="runc", graders="docker"):
    """`own` and `graders` are the runtimes of this container and its grader; "kata-runtime" and "kata" have separate kernels."""
    try:
        working_directory.use_system_files("/task/systemfiles")
    except working_directory.UnreadableSystemFile:
        return FAILED
    if own == "kata-runtime" or graders == "kata":
        from ingot_grader.relay_parent import RelayedParent

        parent = RelayedParent()
    else:
        parent = SocketParent()
    order = parent.receive_order()
    if order is None:
        return FAILED
    if order["user"] == "root" and own != "kata-runtime":
        return NOT_AVAILABLE  # on the same kernel, root would have access to the grader's files
    os.chown("/task", WORKER, WORKER)
    status = _run(order, parent)
    return memory.OVERFLOW if own == "kata-runtime" and memory.struck() else status


def _run(order, parent):
    folder = order.get("working_dir") or FOLDER
    if not os.path.isdir(folder):
        folder = FOLDER
    as_root = order["user"] == "root"
    status = supervise(_command(order["command"]), folder, as_root, parent)
    if order.get("ssh"):
        _serve_ssh(order["user"], parent)
    if order.get("teardown_script"):
        supervise(_command(order["teardown_script"]), folder, as_root, parent)
    return status


def _command(given):
    return list(given) if isinstance(given, list) else given or ""


def supervise(command, folder, as_root, parent):
    """Runs the command on the parent's streams and handles the parent's messages. Returns the status."""
    wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    child = parent.start(command, folder, as_root)
    while True:
        ended = processes.reap()
        if child in ended:
            signal.set_wakeup_fd(-1)
            parent.leave()
            return ended[child]
        poll = select.poll()
        for fd, event in {wake: select.POLLIN, **parent.events()}.items():
            poll.register(fd, event)
        for fd, _ in poll.poll():
            if fd == wake:
                os.read(fd, 4096)
            else:
                parent.serve(fd)


def pass_on(signals, child):
    """Sends the child the complete signals in these digits and returns the remaining digits."""
    while len(signals) >= DIGITS:
        number, signals = signals[:DIGITS], signals[DIGITS:]
        if number.isdigit() and 0 < int(number) < signal.NSIG:
            os.killpg(child, int(number))
    return signals


def _serve_ssh(user, parent):
    from ingot_grader.sshd import SshServer

    server = SshServer(user)
    parent.tell_ssh(server.user, server.password)
    try:
        server.serve()
    finally:
        server.close()


class SocketParent:
    """A grader on the same kernel, which passes its streams over a socket."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(PARENT)
        self._signals = b""
        self._open = True
        self._preforked = None
        self._unpacker = Unpacker(raw=False)

    def receive_order(self):
        """Waits for the order; returns None when the peer is not a grader."""
        self._socket.sendall(b"H")
        self._preforked = PreforkedProcess()  # now, because the grader connects later or needs time to answer
        greeting, self._streams, _, _ = socket.recv_fds(self._socket, 1, 3)
        if greeting != b"S" or len(self._streams) != 3:
            return None
        received = b""
        while chunk := self._socket.recv(65536):
            received += chunk
            self._unpacker.feed(chunk)
            for order in self._unpacker:
                self._signals = received[self._unpacker.tell():]
                return order
        return None

    def start(self, command, folder, as_root):
        preforked, self._preforked = self._preforked, None
        begin = preforked.execute if preforked else processes.start
        self._child = begin(command, folder, self._streams)
        self._signals = pass_on(self._signals, self._child)
        return self._child

    def events(self):
        return {self._socket.fileno(): select.POLLIN} if self._open else {}

    def serve(self, _):
        received = self._socket.recv(4096)
        if not received:  # the caller exited, so the result is not needed
            os.killpg(self._child, signal.SIGKILL)
            self._open = False
        self._signals = pass_on(self._signals + received, self._child)

    def leave(self):
        """Called when the child has exited; the grader already has its output."""

    def tell_ssh(self, user, password):
        self._socket.sendall(frames.encode({"type": "ssh_student", "ssh_user": user, "password": password}))
