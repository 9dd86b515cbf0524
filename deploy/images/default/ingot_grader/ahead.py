"""A process made before its command is known: forking and becoming the worker are over when that comes."""

import gc
import socket

from ingot_grader import frames, processes


class Ahead:
    """
    Waits as the worker, in a group of its own, for the one command it turns into.

    It runs our code alone until then, in a container where nothing of the student's has run yet.
    """

    def __init__(self):
        self._commands, theirs = socket.socketpair()
        gc.freeze()  # a collection would write to, and so copy, the pages that both processes share
        self.process = processes.fork(lambda: self._wait(theirs))
        theirs.close()

    def execute(self, command, folder, streams):
        """As `processes.start` does. A process that was killed meanwhile has ended: it is reaped as any other."""
        content = b"C" + frames.encode({"command": command, "folder": folder})
        try:
            sent = socket.send_fds(self._commands, [content], streams)
            self._commands.sendall(content[sent:])
        except OSError:
            pass
        self._commands.close()
        return self.process

    def _wait(self, theirs):
        self._commands.close()
        processes.prepare()
        reader = frames.FrameReader(theirs.fileno())
        _, streams, _, _ = socket.recv_fds(theirs, 1, 3)
        order = reader.read_one() if streams else None
        if order:  # else process 1 ended without a command
            processes.execute(order["command"], order["folder"], streams)
