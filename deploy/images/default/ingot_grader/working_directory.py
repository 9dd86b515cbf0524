"""Prepares the directories of a run file: the task, its input, the folders for feedback and archive, the system files."""

import json
import os

from ingot_grader import WORKER

INPUT = "/.__input"
OUTPUT = "/.__output"
ARCHIVE = "/archive"
TASK = "/task"
FEEDBACK = OUTPUT + "/__feedback.json"


class UnreadableSystemFile(Exception):
    """A file below systemfiles/ cannot be used."""


def prepare(order):
    """Gives the worker the folders that it may write, and writes the student's input for the commands."""
    for path in (OUTPUT, ARCHIVE, INPUT):
        os.makedirs(path, exist_ok=True)
    for path in (TASK, "/tmp", ARCHIVE, OUTPUT):
        open_up(path)
    write_input(order, INPUT)
    use_system_files(TASK + "/systemfiles")


def open_up(path):
    """Makes the worker the owner of a tree, with access for all users. Does not follow links, which may lead anywhere."""
    os.chown(path, WORKER, WORKER)
    os.chmod(path, 0o777)
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_symlink():
                os.chown(entry.path, WORKER, WORKER, follow_symlinks=False)
            elif entry.is_dir():
                open_up(entry.path)
            else:
                os.chown(entry.path, WORKER, WORKER)
                os.chmod(entry.path, 0o777)


def write_input(order, folder):
    """Writes the order as JSON, and every uploaded file as a separate file."""
    answers = {}
    for number, (key, value) in enumerate(order["input"].items()):
        if isinstance(value, dict) and set(value) == {"filename", "value"}:
            path = os.path.join(folder, f"__inputfile_{number}")
            content = value["value"]
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else str(content).encode())
            value = {"filename": value["filename"], "value": path}
        answers[key] = value
    with open(os.path.join(folder, "__inputdata.json"), "w", encoding="utf-8") as file:
        json.dump({**order, "input": answers}, file)


def use_system_files(folder, etc="/etc"):
    """Appends systemfiles/hosts to /etc/hosts and replaces /etc/resolv.conf with systemfiles/resolv.conf."""
    for name, mode in (("hosts", "ab"), ("resolv.conf", "wb")):
        source = os.path.join(folder, name)
        if not os.path.lexists(source):
            continue
        try:
            with open(source, "rb") as given, open(os.path.join(etc, name), mode) as file:
                file.write(given.read())
        except OSError as error:
            raise UnreadableSystemFile(f"Cannot read/use {TASK}/systemfiles/{name}") from error
