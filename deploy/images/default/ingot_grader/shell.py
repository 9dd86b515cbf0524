"""A line for bash, which is spared where it would do nothing but find and execute a program."""

import os
import re

BASH = "/bin/bash"
# Words that mean themselves, whatever bash they are given to. A first one with "=" would be an assignment.
PLAIN = re.compile(r"[\w./][\w./+-]*(?: +[\w./:,+@=-]+)*", re.ASCII)
# What bash does itself, were there a program of that name (compgen -bk).
BUILTIN = frozenset(
    ". : [ alias bg bind break builtin caller case cd command compgen complete compopt continue coproc declare dirs disown"
    " do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help history if in"
    " jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt source"
    " suspend test then time times trap true type typeset ulimit umask unalias unset until wait while".split()
)
# Variables that change what bash does or says to the program.
TELLING = ("BASH", "SHELL", "POSIXLY_CORRECT", "EXECIGNORE", "PWD", "OLDPWD", "SHLVL", "_")


def execute(line, environment):
    """Becomes the program of the line, or the bash that runs it, which has the last word on whatever does not go plainly."""
    try:
        words = plain_words(line, environment)
        if words:
            program = _find(words[0], environment["PATH"])
            # As bash tells the programs it executes.
            os.execve(program, words, {**environment, "PWD": os.getcwd(), "SHLVL": "0", "_": program})
    except OSError:
        pass
    os.execve(BASH, [BASH, "-c", line], environment)


def plain_words(line, environment):
    """The words of a line that bash would only take apart and execute; else none."""
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
