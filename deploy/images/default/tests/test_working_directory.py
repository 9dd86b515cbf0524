"""The working directory: input files, system files, ownership."""

import json
import os
import stat
import tempfile
import unittest

from ingot_grader import WORKER, working_directory


class WorkplaceTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def test_an_uploaded_file_becomes_a_file(self):
        upload = {"filename": "a.bin", "value": b"\x00\xff"}
        order = {"type": "start", "input": {"@username": "bob", "f": upload, "g": {"filename": "x"}}, "debug": False}
        working_directory.write_input(order, self.folder)
        written = json.loads(self.read("__inputdata.json"))
        path = written["input"]["f"]["value"]
        self.assertEqual(b"\x00\xff", self.read(path))
        self.assertEqual("a.bin", written["input"]["f"]["filename"])
        self.assertEqual({"filename": "x"}, written["input"]["g"])
        self.assertEqual("bob", written["input"]["@username"])
        self.assertEqual(b"\x00\xff", upload["value"], "the order itself stays as it is")

    def test_hosts_are_appended_and_resolv_conf_is_replaced(self):
        os.mkdir(self.path("etc"))
        os.mkdir(self.path("systemfiles"))
        for name in ("hosts", "resolv.conf"):
            self.write(f"etc/{name}", "old\n")
            self.write(f"systemfiles/{name}", "new\n")
        working_directory.use_system_files(self.path("systemfiles"), self.path("etc"))
        self.assertEqual(b"old\nnew\n", self.read("etc/hosts"))
        self.assertEqual(b"new\n", self.read("etc/resolv.conf"))

    def test_an_unusable_system_file_is_named(self):
        os.makedirs(self.path("systemfiles", "hosts"))
        with self.assertRaisesRegex(working_directory.UnreadableSystemFile, "Cannot read/use /task/systemfiles/hosts"):
            working_directory.use_system_files(self.path("systemfiles"), self.folder)

    @unittest.skipUnless(os.getuid() == 0, "changes owners, which only root may")
    def test_a_tree_is_opened_but_not_what_its_links_lead_to(self):
        os.mkdir(self.path("task"))
        self.write("task/file", "")
        self.write("outside", "")
        os.chmod(self.path("outside"), 0o600)
        os.symlink(self.path("outside"), self.path("task/link"))
        working_directory.open_up(self.path("task"))
        for name in ("task", "task/file"):
            found = os.stat(self.path(name))
            self.assertEqual((WORKER, 0o777), (found.st_uid, stat.S_IMODE(found.st_mode)), name)
        found = os.stat(self.path("outside"))
        self.assertEqual((0, 0o600), (found.st_uid, stat.S_IMODE(found.st_mode)))
