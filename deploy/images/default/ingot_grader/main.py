"""The grading container: reads one start order, runs one run file and sends one result."""

import os
import sys

from ingot_grader import memory, processes, results, runfile, working_directory
from ingot_grader.agent_relay import AgentDisconnected, AgentRelay
from ingot_grader.frames import FrameReader, write

OOM_GROUP = "/sys/fs/cgroup/memory.oom.group"
OOM_GROUP_UNSET = "Cgroup flag memory.oom.group is not set. Please refer to the setup documentation."
TASK = working_directory.TASK


def main():
    agent = FrameReader(0)
    # Before the order arrives, the container may be warm and its directories still empty, so read no file before it.
    order = agent.read_one()
    if order is None:
        return 1
    try:
        result = grade(order, agent)
    except (runfile.NoRunFile, working_directory.UnreadableSystemFile) as error:
        result = results.crash(str(error))
    except AgentDisconnected:
        return 1
    except Exception as error:  # the student waits for a result after any error
        result = results.crash(f"Exception occured in container ({error})")
    if not order.get("shared_kernel", True) and memory.struck():
        return memory.OVERFLOW
    write(1, {"type": "result", "result": result})
    return 0


def grade(order, agent):
    if out_of_memory_spares_some():
        return results.crash(OOM_GROUP_UNSET)
    working_directory.prepare(order)
    if order["debug"] == "ssh":
        from ingot_grader.debugging import debug

        return debug(order, agent)
    output = Output(capture=bool(order["debug"]))
    command = runfile.command(order.get("run_cmd"))
    with AgentRelay(agent) as relay:
        child = processes.start(command, TASK, output.streams(), order.get("run_as_root", False))
        status = relay.serve_until_end_of(child)
    result = results.result(status)
    if isinstance(result, dict):
        result.update(output.texts())
    leave_task_open()
    return result


def out_of_memory_spares_some(flag=OOM_GROUP):
    """Whether the kernel would kill only one process of this container, so that an overflow is not noticed (cgroup v2)."""
    if os.environ.get("INGOT_AGENT_VERSION") == "3":
        return False
    try:
        with open(flag, encoding="ascii") as file:
            return file.read().strip() == "0"
    except FileNotFoundError:
        return False


def leave_task_open():
    """Lets an agent without root delete the job's directory."""
    try:
        working_directory.open_up(TASK)
    except OSError as error:
        # Processes of the run file may still change the folder; the agent has other ways to delete it.
        print(f"cannot open {TASK}: {error}", file=sys.stderr)


class Output:
    """Standard output and error of the run file: files in debug mode, otherwise /dev/null."""

    def __init__(self, capture):
        self._nothing = os.open(os.devnull, os.O_RDWR)
        # A file instead of a pipe, so that a process that outlives the run file does not delay the result.
        self._files = [self._file(name) for name in ("/tmp/.stdout", "/tmp/.stderr")] if capture else []

    def streams(self):
        return self._nothing, *(self._files or (self._nothing, self._nothing))

    def texts(self):
        return {name: self._text(fd) for name, fd in zip(("stdout", "stderr"), self._files)}

    @staticmethod
    def _file(path):
        """Creates a file and deletes its name at once, because not every kernel supports O_TMPFILE."""
        fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        os.unlink(path)
        return fd

    @staticmethod
    def _text(fd):
        os.lseek(fd, 0, os.SEEK_SET)
        with open(fd, "rb", closefd=False) as file:
            return file.read().decode("utf-8", "replace")
