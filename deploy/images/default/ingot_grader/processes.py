"""Starting programs as the worker, and telling how they ended."""

import os
import resource
import signal

from ingot_grader import WORKER, shell

PROCESS_LIMIT = 1000
# The container's own limit, by version of cgroups (2, 1).
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
    Forks and executes a command in a process group of its own and returns its process id.

    The command is a list of words or a line for bash. `streams` are the three descriptors it gets as standard input,
    output and error. A command that cannot be executed ends with status 127.
    """

    def begin():
        prepare(as_root)
        execute(command, folder, streams)

    return fork(begin)


def fork(begin):
    """Forks a process that leads a group of its own, and begins with that; returns its process id."""
    child = os.fork()
    if child:
        return _lead_group(child)
    try:
        os.setpgrp()
        begin()
    except BaseException as error:  # nothing may return into the parent's code
        os.write(2, f"{error}\n".encode())
    os._exit(NOT_STARTED)


def prepare(as_root=False):
    """What a process needs to be before it executes a command, whichever it is: the worker, with limits."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _limit_processes()
    if not as_root:
        os.setgroups([])
        os.setgid(WORKER)
        os.setuid(WORKER)


def execute(command, folder, streams):
    """Turns this process, which is prepared, into the command."""
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
    # The child does the same; whoever comes first, a signal to the group is never too early.
    try:
        os.setpgid(child, child)
    except PermissionError:  # it has already executed its command, in its own group
        pass
    return child


def _install(streams):
    # First out of the way, so that no target overwrites a source still needed.
    moved = [os.dup(fd) for fd in streams]
    for fd in streams:  # one that came over a socket would stay open in the command as well
        os.set_inheritable(fd, False)
    for target, fd in enumerate(moved):
        os.dup2(fd, target)


def _limit_processes():
    """
    Keeps a command from forking without end, where nothing else does.

    RLIMIT_NPROC counts the processes of a user on the whole host: where the worker is the same user in every container,
    one that forks without end takes away the processes of all. The container's own limit is the better one.
    """
    if container_is_limited():
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    limit = PROCESS_LIMIT if hard == resource.RLIM_INFINITY else min(PROCESS_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_NPROC, (limit, limit))


def container_is_limited(paths=CONTAINER_LIMITS):
    """Whether the container as a whole has a limit of processes."""
    for path in paths:
        try:
            with open(path, encoding="ascii") as file:
                return file.read().strip() != "max"
        except OSError:
            pass
    return False


def reap():
    """Collects every process that has ended, also orphans given to us as process 1: {process id: status}."""
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
    """The status a shell would report: the exit code, or 128 + the number of the signal."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
