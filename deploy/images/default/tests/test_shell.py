"""Which lines need no bash, and that a program cannot tell."""

import os
import subprocess
import tempfile
import unittest

from ingot_grader import processes, shell


def run(begin):
    """What a process prints that begins so, and its status."""
    out, into = os.pipe()
    child = processes.fork(lambda: (os.dup2(into, 1), os.dup2(into, 2), begin()))
    os.close(into)
    with open(out, encoding="utf-8") as file:
        text = file.read()
    return text, processes.exit_status(os.waitpid(child, 0)[1])


def by_bash(line, environment):
    return run(lambda: os.execve(shell.BASH, [shell.BASH, "-c", line], environment))


def by_us(line, environment):
    return run(lambda: shell.execute(line, environment))


class ShellTest(unittest.TestCase):
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/task", "LANG": "C.UTF-8"}

    def words(self, line, **more):
        return shell.plain_words(line, {**self.environment, **more})

    def test_plain_lines_are_cut_at_spaces(self):
        self.assertEqual(["/bin/true"], self.words("/bin/true"))
        self.assertEqual(["python3", "-c", "a,b=1", "./x:y"], self.words("python3  -c a,b=1 ./x:y"))

    def test_whatever_means_something_to_bash_is_left_to_it(self):
        for line in ("", " true", "ls ", "a=b env", "ls *.c", "ls ~", "ls $HOME", "ls 'a'", "ls \\a", "ls|wc", "ls;ls", "ls&",
                     "ls >x", "ls {a,b}", "ls #", "(ls)", "!ls", "ls\tx", "ls\nls", "%1", "ls é", "ls [a]", "ls a?", "`ls`"):
            self.assertEqual([], self.words(line), line)

    def test_what_bash_does_itself_is_left_to_it(self):
        names = subprocess.run([shell.BASH, "-c", "compgen -bk"], capture_output=True, text=True, check=True).stdout.split()
        self.assertIn("echo", names)
        for name in names:
            self.assertEqual([], self.words(name + " x"), name)

    def test_a_bash_that_is_told_something_is_asked(self):
        for name in ("BASH_ENV", "BASH_FUNC_ls%%", "SHELLOPTS", "POSIXLY_CORRECT", "EXECIGNORE", "PWD", "_"):
            self.assertEqual([], self.words("ls", **{name: "x"}), name)

    def test_a_program_sees_the_same_either_way(self):
        for line in ("env", "/usr/bin/env", "sh -c pwd", "cat /proc/self/cmdline", "ls /nowhere"):
            ours, theirs = by_us(line, self.environment), by_bash(line, self.environment)
            self.assertEqual(sorted(theirs[0].splitlines()), sorted(ours[0].splitlines()), line)
            self.assertEqual(theirs[1], ours[1], line)

    def test_bash_has_the_last_word_on_what_cannot_be_executed(self):
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "script")
            with open(script, "w", encoding="ascii") as file:
                file.write("echo without a first line; exit 3")
            os.chmod(script, 0o755)
            self.assertEqual(("without a first line\n", 3), by_us(script, self.environment))
        for line, status in (("nobody-knows-this x", 127), ("/etc/passwd", 126), ("/etc", 126)):
            ours = by_us(line, self.environment)
            self.assertEqual(by_bash(line, self.environment), ours)
            self.assertEqual(status, ours[1], line)


if __name__ == "__main__":
    unittest.main()
