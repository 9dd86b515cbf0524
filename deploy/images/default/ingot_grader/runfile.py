"""Finds the command that grades the submission."""

import os

PLACES = ("/task", "/course/common", "/course")
# A run file without suffix is executed directly; each suffix has an interpreter.
INTERPRETERS = (("", ()), (".py", ("grading-python",)), (".py3", ("grading-python",)), (".sh", ("/bin/bash",)))


class NoRunFile(Exception):
    """No folder contains a run file."""


def command(run_cmd=None, places=PLACES):
    """Returns the words of the command: run_cmd split at single spaces, or else the first run file found."""
    if run_cmd:
        return run_cmd.split(" ")
    for place in places:
        for suffix, interpreter in INTERPRETERS:
            path = os.path.join(place, "run" + suffix)
            if os.path.isfile(path):
                return [*interpreter, path]
    raise NoRunFile(f"'{places[0]}/run' could not be found")
