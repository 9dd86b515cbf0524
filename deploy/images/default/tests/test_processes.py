"""What limits the processes of a command."""

import os
import tempfile
import unittest

from ingot_grader import processes


class ContainerIsLimitedTest(unittest.TestCase):
    def limit(self, text):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "pids.max")
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path

    def test_a_number_is_a_limit(self):
        self.assertTrue(processes.container_is_limited([self.limit("1000\n")]))

    def test_max_is_none(self):
        self.assertFalse(processes.container_is_limited([self.limit("max\n")]))

    def test_a_container_that_shows_none_has_none(self):
        self.assertFalse(processes.container_is_limited(["/nowhere/pids.max"]))

    def test_the_first_that_is_there_counts(self):
        self.assertTrue(processes.container_is_limited(["/nowhere/pids.max", self.limit("20\n")]))


if __name__ == "__main__":
    unittest.main()
