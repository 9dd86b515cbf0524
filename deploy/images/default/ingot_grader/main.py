"""The grading container: one start order, one run file, one result."""

import os
import sys

from ingot_grader import memory, outcome, processes, runfile, workplace
from ingot_grader.desk import AgentGone, Desk
from ingot_grader.frames import FrameReader, write

OOM_GROUP = "/sys/fs/cgroup/memory.oom.group"
OOM_GROUP_UNSET = "Cgroup flag memory.oom.group is not set. Please refer to the setup documentation."
TASK = workplace.TASK


def main():
    agent = FrameReader(0)
    # Until the order comes the container may be parked and its directories still empty: touch nothing before.
    order = agent.read_one()
    if order is None:
        return 1
    try:
        result = grade(order, agent)
    except (runfile.NoRunFile, workplace.UnreadableSystemFile) as refusal:
        result = outcome.crash(str(refusal))
    except AgentGone:
        return 1
    except Exception as error:  # whatever it is, the student waits for an answer
        result = outcome.crash(f"Exception occured in container ({error})")
    if not order.get("shared_kernel", True) and memory.struck():
        return memory.OVERFLOW
    write(1, {"type": "result", "result": result})
    return 0


def grade(order, agent):
    if out_of_memory_spares_some():
        return outcome.crash(OOM_GROUP_UNSET)
    workplace.prepare(order)
    if order["debug"] == "ssh":
        from ingot_grader.debugging import debug

        return debug(order, agent)
    output = Output(capture=bool(order["debug"]))
    command = runfile.command(order.get("run_cmd"))
    with Desk(agent) as desk:
        child = processes.start(command, TASK, output.streams(), order.get("run_as_root", False))
        status = desk.serve_until_end_of(child)
    result = outcome.result(status)
    if isinstance(result, dict):
        result.update(output.texts())
    leave_task_open()
    return result


def out_of_memory_spares_some(flag=OOM_GROUP):
    """Whether the kernel would kill one process of this container alone, so that an overflow goes unseen (cgroup v2)."""
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
        workplace.open_up(TASK)
    except OSError as error:
        # Processes of the run file may still be at work there; the agent cleans up by other means.
        print(f"cannot open {TASK}: {error}", file=sys.stderr)


class Output:
    """Where standard output and error of the run file go: into files when somebody debugs, else nowhere."""

    def __init__(self, capture):
        self._nothing = os.open(os.devnull, os.O_RDWR)
        # A file and not a pipe: a process that outlives the run file keeps nobody waiting.
        self._files = [self._file(name) for name in ("/tmp/.stdout", "/tmp/.stderr")] if capture else []

    def streams(self):
        return self._nothing, *(self._files or (self._nothing, self._nothing))

    def texts(self):
        return {name: self._text(fd) for name, fd in zip(("stdout", "stderr"), self._files)}

    @staticmethod
    def _file(path):
        """Without a name from the start on; not every kernel has files that never had one."""
        fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        os.unlink(path)
        return fd

    @staticmethod
    def _text(fd):
        os.lseek(fd, 0, os.SEEK_SET)
        with open(fd, "rb", closefd=False) as file:
            return file.read().decode("utf-8", "replace")
