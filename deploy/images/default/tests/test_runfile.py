"""The run file: where it is looked for, and in which order."""

import os
import tempfile
import unittest

from ingot_grader import runfile


class RunFileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.places = [os.path.join(folder.name, name) for name in ("task", "common", "course")]
        for place in self.places:
            os.mkdir(place)

    def put(self, place, name):
        path = os.path.join(self.places[place], name)
        open(path, "w").close()
        return path

    def test_a_run_command_comes_before_every_file(self):
        self.put(0, "run")
        self.assertEqual(["echo", "", "two"], runfile.command("echo  two", self.places))

    def test_no_run_command_may_be_empty_or_missing(self):
        path = self.put(0, "run")
        for absent in (None, ""):
            self.assertEqual([path], runfile.command(absent, self.places))

    def test_run_comes_before_its_suffixes(self):
        shell = self.put(0, "run.sh")
        self.assertEqual(["/bin/bash", shell], runfile.command(None, self.places))
        python = self.put(0, "run.py")
        self.assertEqual(["grading-python", python], runfile.command(None, self.places))
        plain = self.put(0, "run")
        self.assertEqual([plain], runfile.command(None, self.places))

    def test_the_task_comes_before_the_course(self):
        course = self.put(2, "run")
        self.assertEqual([course], runfile.command(None, self.places))
        common = self.put(1, "run.sh")
        self.assertEqual(["/bin/bash", common], runfile.command(None, self.places))
        task = self.put(0, "run.sh")
        self.assertEqual(["/bin/bash", task], runfile.command(None, self.places))

    def test_a_directory_is_no_run_file(self):
        os.mkdir(os.path.join(self.places[0], "run"))
        with self.assertRaisesRegex(runfile.NoRunFile, "'/task/run' could not be found"):
            runfile.command(None, ["/task"])
