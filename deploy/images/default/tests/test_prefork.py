"""Tests a process that is forked before its command is known."""

import os
import signal
import unittest

from ingot_grader import WORKER, processes
from ingot_grader.prefork import PreforkedProcess


@unittest.skipUnless(os.getuid() == 0, "becomes the worker, which only root may")
class PreforkTest(unittest.TestCase):
    def execute(self, preforked, command):
        """Returns its process id, output and status."""
        out, into = os.pipe()
        child = preforked.execute(command, "/usr", [into, into, into])
        os.close(into)
        with open(out, encoding="utf-8") as file:
            text = file.read()
        return child, text, processes.exit_status(os.waitpid(child, 0)[1])

    def test_it_is_the_process_that_waited(self):
        preforked = PreforkedProcess()
        child, text, status = self.execute(preforked, "echo $$; id -u; pwd; ls /proc/self/fd; exit 5")
        lines = text.split()
        self.assertEqual([str(child), str(WORKER), "/usr"], lines[:3])
        self.assertEqual({"0", "1", "2", "3"}, set(lines[-4:]), "no descriptor but its streams, and that of ls")
        self.assertEqual(5, status)

    def test_it_is_the_worker_and_leads_its_group_before_it_has_a_command(self):
        preforked = PreforkedProcess()
        self.assertEqual(preforked.process, os.getpgid(preforked.process))
        child, text, _ = self.execute(preforked, ["/bin/echo", "two words"])
        self.assertEqual((preforked.process, "two words\n"), (child, text))

    def test_a_long_command(self):
        self.assertEqual("100000\n", self.execute(PreforkedProcess(), ["/bin/bash", "-c", f"x={'y' * 100000}; echo ${{#x}}"])[1])

    def test_a_command_that_is_not_there(self):
        _, text, status = self.execute(PreforkedProcess(), ["/nowhere"])
        self.assertEqual(127, status)
        self.assertIn("/nowhere", text)

    def test_one_that_was_killed_has_ended(self):
        preforked = PreforkedProcess()
        os.kill(preforked.process, signal.SIGKILL)
        os.waitid(os.P_PID, preforked.process, os.WEXITED | os.WNOWAIT)
        self.assertEqual((preforked.process, "", 137), self.execute(preforked, "echo alive"))

    def test_without_a_command_it_ends_with_who_made_it(self):
        read, write = os.pipe()
        maker = os.fork()
        if maker == 0:
            os.close(read)
            os.set_inheritable(write, True)
            preforked = PreforkedProcess()
            os._exit(0 if preforked else 1)
        os.close(write)
        os.waitpid(maker, 0)
        self.assertEqual(b"", os.read(read, 1), "no process has the other end open")
        os.close(read)


if __name__ == "__main__":
    unittest.main()
