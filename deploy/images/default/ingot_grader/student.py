"""The student container: takes the command and three descriptors from its grader, runs it, ends with its status."""

import os
import signal
import socket

from msgpack import Unpacker

from ingot_grader import WORKER, frames, processes, workplace

PARENT = "/__parent.sock"
FOLDER = "/task/student"
NOT_AVAILABLE = 251
FAILED = 254
DIGITS = 3  # a signal on the wire: its number in three ASCII digits


def main():
    try:
        workplace.use_system_files("/task/systemfiles")
    except workplace.UnreadableSystemFile:
        return FAILED
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as parent:
        parent.connect(PARENT)
        parent.sendall(b"H")
        greeting, streams, _, _ = socket.recv_fds(parent, 1, 3)
        if greeting != b"S" or len(streams) != 3:
            return FAILED
        order, rest = _receive_order(parent)
        if order is None:
            return FAILED
        if order["user"] == "root":
            return NOT_AVAILABLE  # root here would be root for the grader's files, on the same kernel
        os.chown("/task", WORKER, WORKER)
        return _run(order, streams, parent, rest)


def _receive_order(parent):
    """The order and the bytes that came after it."""
    unpacker = Unpacker(raw=False)
    received = b""
    while chunk := parent.recv(65536):
        received += chunk
        unpacker.feed(chunk)
        for order in unpacker:
            return order, received[unpacker.tell():]
    return None, b""


def _run(order, streams, parent, rest):
    folder = order.get("working_dir") or FOLDER
    if not os.path.isdir(folder):
        folder = FOLDER
    status = _supervise(_words(order["command"]), folder, streams, parent, rest)
    if order.get("ssh"):
        _serve_ssh(parent)
    if order.get("teardown_script"):
        _supervise(_words(order["teardown_script"]), folder, streams, parent, b"")
    return status


def _words(command):
    return ["/bin/bash", "-c", command] if isinstance(command, str) else list(command)


def _supervise(words, folder, streams, parent, signals):
    """Runs the words and passes on every signal the parent sends meanwhile. Returns the status."""
    import select

    wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    child = processes.start(words, folder, streams)
    poll = select.poll()
    poll.register(wake, select.POLLIN)
    poll.register(parent, select.POLLIN)
    while True:
        signals = _pass_on(signals, child)
        ended = processes.reap()
        if child in ended:
            signal.set_wakeup_fd(-1)
            return ended[child]
        for fd, _ in poll.poll():
            if fd == wake:
                os.read(wake, 4096)
                continue
            received = parent.recv(4096)
            if not received:  # the caller is gone: nobody wants the outcome
                os.killpg(child, signal.SIGKILL)
                poll.unregister(parent)
            signals += received


def _pass_on(signals, child):
    while len(signals) >= DIGITS:
        number, signals = signals[:DIGITS], signals[DIGITS:]
        if number.isdigit() and 0 < int(number) < signal.NSIG:
            os.killpg(child, int(number))
    return signals


def _serve_ssh(parent):
    from ingot_grader.sshd import SshServer

    server = SshServer("worker")
    parent.sendall(frames.encode({"type": "ssh_student", "ssh_user": server.user, "password": server.password}))
    try:
        server.serve()
    finally:
        server.close()
