"""Forks a process before its command is known, so that the fork and the change of user are done when the command arrives."""

import gc
import socket

from ingot_grader import frames, processes


class PreforkedProcess:
    """
    A process that waits as the worker, in a new process group, for the command that it executes.

    Until then it runs only code of this program, in a container in which no program of the student has run.
    """

    def __init__(self):
        self._commands, child_end = socket.socketpair()
        gc.freeze()  # a collection would write to, and so copy, the pages that both processes share
        self.process = processes.fork(lambda: self._wait(child_end))
        child_end.close()

    def execute(self, command, folder, streams):
        """Executes a command as `processes.start` does. A process that was killed in the meantime is reaped like any other."""
        content = b"C" + frames.encode({"command": command, "folder": folder})
        try:
            sent = socket.send_fds(self._commands, [content], streams)
            self._commands.sendall(content[sent:])
        except OSError:
            pass
        self._commands.close()
        return self.process

    def _wait(self, child_end):
        self._commands.close()
        processes.prepare()
        reader = frames.FrameReader(child_end.fileno())
        _, streams, _, _ = socket.recv_fds(child_end, 1, 3)
        order = reader.read_one() if streams else None
        if order:  # otherwise process 1 exited without a command
            processes.execute(order["command"], order["folder"], streams)
