"""The commands of a run file, run as a task author runs them, on a feedback and an input file of the test's own."""

import contextlib
import io
import json
import os
import tempfile
import unittest
from unittest import mock

from inginious_container_api import archive, feedback, input
from ingot_grader import commands


class CommandsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        upload = self.write("upload", "print(1)")
        answers = {"q1": "one\ntwo", "multi": ["a", "b"], "f": {"filename": "a.py", "value": upload}, "@state": "old"}
        data = self.write("input.json", json.dumps({"input": answers}))
        os.mkdir(os.path.join(self.folder, "archive"))
        for module, name, value in (
            (input, "DATA", data),
            (feedback, "FILE", os.path.join(self.folder, "feedback.json")),
            (archive, "FOLDER", os.path.join(self.folder, "archive")),
        ):
            patch = mock.patch.object(module, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def run_command(self, command, *arguments, given=""):
        out = io.TextIOWrapper(io.BytesIO(), write_through=True)
        with (
            mock.patch("sys.argv", [command.__name__, *arguments]),
            mock.patch("sys.stdin", io.StringIO(given)),
            contextlib.redirect_stdout(out),
        ):
            command()
        return out.buffer.getvalue().decode()

    def test_getinput(self):
        for problem, expected in (
            ("q1", "one\ntwo\n"),
            ("multi", '["a", "b"]\n'),
            ("f", "print(1)"),
            ("f:filename", "a.py\n"),
            ("f:value", "print(1)"),
        ):
            self.assertEqual(expected, self.run_command(commands.getinput, problem), problem)

    def test_getinput_of_an_unknown_problem_fails(self):
        with contextlib.redirect_stderr(io.StringIO()) as err, self.assertRaises(SystemExit) as end:
            self.run_command(commands.getinput, "nope")
        self.assertEqual(1, end.exception.code)
        self.assertIn("no problem 'nope'", err.getvalue())

    def test_parsetemplate(self):
        template = self.write("template", "a\n@    @q1@;@\n@@nope@@ me@example.org @@multi@@")
        self.run_command(commands.parsetemplate, template)
        with open(template) as file:
            self.assertEqual('a\n    one;\n    two;\n@@nope@@ me@example.org ["a", "b"]', file.read())

    def test_feedback(self):
        for line in (
            (commands.feedback_result, "failed"),
            (commands.feedback_grade, "42"),
            (commands.feedback_msg, "-em", r"a\nb"),
            (commands.feedback_msg, "-a", "-m", r"\n"),
            (commands.feedback_result, "-i", "q1", "success"),
            (commands.feedback_msg, "-i", "q1", "-m", "well done"),
            (commands.feedback_msg, "--id", "q2", "--message", "no"),
            (commands.feedback_custom, "name", "value"),
            (commands.feedback_custom, "-j", "list", "[1, null]"),
            (commands.tag_set, "loops", "True"),
            (commands.tag_set, "style", "false"),
            (commands.set_state, "new"),
        ):
            self.run_command(*line)
        self.assertEqual(
            {
                "result": "failed",
                "grade": 42.0,
                "text": "a\nb\\n",
                "problems": {"q1": ["success", "well done"], "q2": ["failed", "no"]},
                "custom": {"name": "value", "list": [1, None]},
                "tests": {"loops": True, "style": False},
                "state": "new",
            },
            feedback.get_feedback(),
        )

    def test_a_grade_is_a_float_in_the_file(self):
        self.run_command(commands.feedback_grade, "100")
        with open(feedback.FILE) as file:
            self.assertEqual('{"grade": 100.0}', file.read())

    def test_a_message_may_come_from_standard_input(self):
        self.run_command(commands.feedback_msg, given="from\nstdin")
        self.assertEqual("from\nstdin", feedback.get_feedback()["text"])

    def test_a_tag_of_its_own_has_a_valid_name(self):
        self.run_command(commands.tag, "uses recursion")
        ((name, value),) = feedback.get_feedback()["tests"].items()
        self.assertRegex(name, r"^\*auto-tag-[0-9a-f]{32}$")
        self.assertEqual("uses recursion", value)

    def test_state_and_archive(self):
        self.assertEqual("old\n", self.run_command(commands.get_state))
        path = self.write("report.txt", "x")
        self.run_command(commands.archive, "-o", "deep/er", "-a", path)
        kept = os.path.join(archive.FOLDER, "deep/er/report.txt")
        self.assertTrue(os.path.isfile(kept))
        self.run_command(commands.archive, "--outsubdir", "deep/er", "--remove", path)
        self.assertFalse(os.path.exists(kept))
