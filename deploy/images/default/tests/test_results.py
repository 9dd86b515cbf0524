"""The result: feedback as it stands, the texts for a run file that gave none, the archive."""

import base64
import io
import json
import os
import tarfile
import tempfile
import unittest

from ingot_grader import main, results


class OutcomeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.feedback = os.path.join(folder.name, "feedback.json")
        self.archive = os.path.join(folder.name, "archive")
        os.mkdir(self.archive)

    def result(self, feedback=None, status=0):
        if feedback is not None:
            with open(self.feedback, "w") as file:
                json.dump(feedback, file)
        return results.result(status, self.feedback, self.archive)

    def test_no_feedback(self):
        expected = {"result": "crash", "text": "No feedback was given !", "problems": {}, "tests": {}}
        self.assertEqual(expected, self.result())

    def test_no_feedback_from_a_run_file_that_failed(self):
        result = self.result(status=127)
        self.assertEqual("crash", result["result"])
        self.assertEqual(results.RUN_FAILED, result["text"])
        self.assertIn("archive", result)

    def test_feedback_counts_whatever_the_status(self):
        self.assertEqual("success", self.result({"result": "success"}, status=1)["result"])

    def test_strange_feedback_is_handed_on(self):
        self.assertEqual([1], self.result([1]))
        result = self.result({"grade": 12, "colour": "red", "archive": "!"})
        self.assertEqual({"grade": 12, "colour": "red", "archive": "!"}, result)

    def test_the_archive_holds_the_folder(self):
        with open(os.path.join(self.archive, "out.txt"), "w") as file:
            file.write("kept")
        packed = base64.b64decode(self.result({"result": "success"})["archive"])
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            self.assertEqual(["", "out.txt"], tar.getnames())
            self.assertEqual(b"kept", tar.extractfile("out.txt").read())

    def test_the_flag_for_killing_the_whole_group_must_be_set_where_it_exists(self):
        flag = self.feedback
        self.assertFalse(main.out_of_memory_spares_some(flag))
        for content, expected in (("0\n", True), ("1\n", False)):
            with open(flag, "w") as file:
                file.write(content)
            self.assertEqual(expected, main.out_of_memory_spares_some(flag))
