"""Executes a line for bash, without bash where bash would only find and execute a program."""

import os
import re

BASH = "/bin/bash"
# Words that bash does not expand. A first word with "=" would be an assignment.
PLAIN = re.compile(r"[\w./][\w./+-]*(?: +[\w./:,+@=-]+)*", re.ASCII)
# Builtins and keywords, which bash prefers to a program of the same name (compgen -bk).
BUILTIN = frozenset(
    ". : [ alias bg bind break builtin caller case cd command compgen complete compopt continue coproc declare dirs disown"
    " do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help history if in"
    " jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt source"
    " suspend test then time times trap true type typeset ulimit umask unalias unset until wait while".split()
)
# Variables that change the behaviour of bash or the environment of the program.
TELLING = ("BASH", "SHELL", "POSIXLY_CORRECT", "EXECIGNORE", "PWD", "OLDPWD", "SHLVL", "_")


def execute(line, environment):
    """Replaces this process with the program of the line, or with bash when the line is not plain or the program fails."""
    try:
        words = plain_words(line, environment)
        if words:
            program = _find(words[0], environment["PATH"])
            # The variables that bash sets for the programs it executes.
            os.execve(program, words, {**environment, "PWD": os.getcwd(), "SHLVL": "0", "_": program})
    except OSError:
        pass
    os.execve(BASH, [BASH, "-c", line], environment)


def plain_words(line, environment):
    """Returns the words of a line that bash would only split and execute; empty for any other line."""
    if not PLAIN.fullmatch(line) or any(name.startswith(TELLING) for name in environment):
        return []
    words = line.split()
    return [] if words[0] in BUILTIN else words


def _find(name, path):
    if "/" in name:
        return name
    for folder in path.split(":"):
        program = f"{folder or '.'}/{name}"
        if os.access(program, os.X_OK) and os.path.isfile(program):
            return program
    raise FileNotFoundError(name)
