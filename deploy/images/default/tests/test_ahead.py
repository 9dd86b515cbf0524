"""A process made before its command."""

import os
import signal
import unittest

from ingot_grader import WORKER, processes
from ingot_grader.ahead import Ahead


@unittest.skipUnless(os.getuid() == 0, "becomes the worker, which only root may")
class AheadTest(unittest.TestCase):
    def execute(self, ahead, command):
        """Its process id, what it prints, and its status."""
        out, into = os.pipe()
        child = ahead.execute(command, "/usr", [into, into, into])
        os.close(into)
        with open(out, encoding="utf-8") as file:
            text = file.read()
        return child, text, processes.exit_status(os.waitpid(child, 0)[1])

    def test_it_is_the_process_that_waited(self):
        ahead = Ahead()
        child, text, status = self.execute(ahead, "echo $$; id -u; pwd; ls /proc/self/fd; exit 5")
        lines = text.split()
        self.assertEqual([str(child), str(WORKER), "/usr"], lines[:3])
        self.assertEqual({"0", "1", "2", "3"}, set(lines[-4:]), "no descriptor but its streams, and that of ls")
        self.assertEqual(5, status)

    def test_it_is_the_worker_and_leads_its_group_before_it_has_a_command(self):
        ahead = Ahead()
        self.assertEqual(ahead.process, os.getpgid(ahead.process))
        child, text, _ = self.execute(ahead, ["/bin/echo", "two words"])
        self.assertEqual((ahead.process, "two words\n"), (child, text))

    def test_a_long_command(self):
        self.assertEqual("100000\n", self.execute(Ahead(), ["/bin/bash", "-c", f"x={'y' * 100000}; echo ${{#x}}"])[1])

    def test_a_command_that_is_not_there(self):
        _, text, status = self.execute(Ahead(), ["/nowhere"])
        self.assertEqual(127, status)
        self.assertIn("/nowhere", text)

    def test_one_that_was_killed_has_ended(self):
        ahead = Ahead()
        os.kill(ahead.process, signal.SIGKILL)
        os.waitid(os.P_PID, ahead.process, os.WEXITED | os.WNOWAIT)
        self.assertEqual((ahead.process, "", 137), self.execute(ahead, "echo alive"))

    def test_without_a_command_it_ends_with_who_made_it(self):
        read, write = os.pipe()
        maker = os.fork()
        if maker == 0:
            os.close(read)
            os.set_inheritable(write, True)
            ahead = Ahead()
            os._exit(0 if ahead else 1)
        os.close(write)
        os.waitpid(maker, 0)
        self.assertEqual(b"", os.read(read, 1), "nobody holds the other end")
        os.close(read)


if __name__ == "__main__":
    unittest.main()
