"""What the kernel tells of the memory limit."""

import os
import tempfile
import unittest

from ingot_grader import memory


class MemoryTest(unittest.TestCase):
    def struck(self, text):
        with tempfile.TemporaryDirectory() as folder:
            place = os.path.join(folder, "counts")
            with open(place, "w") as file:
                file.write(text)
            return memory.struck((os.path.join(folder, "absent"), place))

    def test_a_kill_for_want_of_memory_is_seen_on_both_versions_of_cgroups(self):
        self.assertTrue(self.struck("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"))
        self.assertTrue(self.struck("low 0\nhigh 0\nmax 7\noom 1\noom_kill 2\noom_group_kill 0\n"))

    def test_a_limit_that_was_only_met_is_no_kill(self):
        self.assertFalse(self.struck("low 0\nhigh 0\nmax 7\noom 1\noom_kill 0\n"))

    def test_a_kernel_that_tells_nothing_has_killed_nothing(self):
        self.assertFalse(memory.struck(("/nowhere",)))
        self.assertFalse(self.struck("oom_kill_disable 0\nunder_oom 0\n"))
