"""Starts programs as the worker, and collects their exit statuses."""

import os
import resource
import signal

from ingot_grader import WORKER, shell

PROCESS_LIMIT = 1000
# Files with the process limit of the container, for cgroup versions 2 and 1.
CONTAINER_LIMITS = ("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max")
NOT_STARTED = 127


def environment():
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        **os.environ,
        "HOME": "/task",
    }


def start(command, folder, streams, as_root=False):
    """
    Forks, executes a command in a new process group and returns its process id.

    The command is a list of words or a line for bash. `streams` are the descriptors of its standard input, output and
    error. A command that cannot be executed exits with status 127.
    """

    def begin():
        prepare(as_root)
        execute(command, folder, streams)

    return fork(begin)


def fork(begin):
    """Forks a process that leads a new process group and calls `begin`; returns its process id."""
    child = os.fork()
    if child:
        return _lead_group(child)
    try:
        os.setpgrp()
        begin()
    except BaseException as error:  # the child must not continue in the parent's code
        os.write(2, f"{error}\n".encode())
    os._exit(NOT_STARTED)


def prepare(as_root=False):
    """Resets the signals, sets the limits and becomes the worker, before any command is executed."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _limit_processes()
    if not as_root:
        os.setgroups([])
        os.setgid(WORKER)
        os.setuid(WORKER)


def execute(command, folder, streams):
    """Replaces this process, which must be prepared, with the command."""
    _install(streams)
    try:
        os.chdir(folder)
        if isinstance(command, str):
            shell.execute(command, environment())
        os.execvpe(command[0], command, environment())
    except OSError as error:
        name = shell.BASH if isinstance(command, str) else command[0]
        raise OSError(f"{name}: {error}") from error


def _lead_group(child):
    # Parent and child both do this, so that the group exists before a signal is sent to it.
    try:
        os.setpgid(child, child)
    except PermissionError:  # it has already executed its command, in its own group
        pass
    return child


def _install(streams):
    # Duplicate first, so that no target overwrites a source that is still needed.
    moved = [os.dup(fd) for fd in streams]
    for fd in streams:  # a descriptor received over a socket would otherwise stay open in the command
        os.set_inheritable(fd, False)
    for target, fd in enumerate(moved):
        os.dup2(fd, target)


def _limit_processes():
    """
    Limits the processes of a command when the container has no such limit.

    RLIMIT_NPROC counts the processes of a user on the whole host (getrlimit(2)). When the worker is the same user in every
    container, a fork bomb in one uses up the processes of all. A limit of the container is therefore better.
    """
    if container_is_limited():
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    limit = PROCESS_LIMIT if hard == resource.RLIM_INFINITY else min(PROCESS_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))


def container_is_limited(paths=CONTAINER_LIMITS):
    """Whether the container has a limit of processes."""
    for path in paths:
        try:
            with open(path, encoding="ascii") as file:
                return file.read().strip() != "max"
        except OSError:
            pass
    return False


def reap():
    """Collects all exited processes, including orphans, which process 1 inherits: {process id: status}."""
    ended = {}
    while True:
        try:
            child, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if child == 0:
            return ended
        ended[child] = exit_status(status)


def exit_status(status):
    """Returns the status that a shell would report: the exit code, or 128 + the number of the signal."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
