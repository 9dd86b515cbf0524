"""Runs the student's program in a separate container."""

import json
import os
import signal
import tempfile

from inginious_container_api.input import DATA
from ingot_grader.socket_calls import FORWARDED, StudentCall

STUDENT_FOLDER = "/task/student"


def run_student(
    cmd,
    container=None,
    time_limit=0,
    hard_time_limit=0,
    memory_limit=0,
    share_network=False,
    working_dir=None,
    stdin=None,
    stdout=None,
    stderr=None,
    signal_handler_callback=None,
    ssh=False,
    run_as_root=False,
    teardown_script="",
):
    """
    Runs the command (a shell line) and returns its exit status, or

    251 root is not available here, 252 out of memory, 253 out of time, 254 the container could not be run.

    Limits of 0 are those of the grading container. The streams are descriptors or files; None means nothing.
    `signal_handler_callback` is called once with a function that passes a signal's number to the student's program.
    With `ssh`, the student may log in once the command has ended. `teardown_script` is the last thing run.
    """
    request = {
        "environment": container,
        "time_limit": time_limit,
        "hard_time_limit": hard_time_limit,
        "memory_limit": memory_limit,
        "share_network": share_network,
        "ssh": ssh,
        "run_as_root": run_as_root,
    }
    order = {
        "command": cmd,
        "teardown_script": teardown_script,
        "working_dir": working_dir or _folder(),
        "ssh": ssh,
        "user": "root" if run_as_root else "worker",
    }
    with open(os.devnull, "r+b") as nothing:
        streams = [_descriptor(stream, nothing) for stream in (stdin, stdout, stderr)]
        call = _way(run_as_root)(request, order, streams)
        if signal_handler_callback:
            signal_handler_callback(call.signal)
        return call.run()


def run_student_simple(
    cmd,
    cmd_input=None,
    container=None,
    time_limit=0,
    hard_time_limit=0,
    memory_limit=0,
    share_network=False,
    working_dir=None,
    stdout_err_fuse=False,
    text="utf-8",
):
    """
    Runs the command with the given input and returns (stdout, stderr, status); stderr is None when fused.

    Texts are decoded with the codec `text`; with None they are bytes.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if cmd_input:
            given.write(cmd_input.encode(text or "utf-8") if isinstance(cmd_input, str) else cmd_input)
            given.seek(0)
        status = run_student(
            cmd,
            container,
            time_limit,
            hard_time_limit,
            memory_limit,
            share_network,
            working_dir,
            given,
            out,
            out if stdout_err_fuse else err,
        )
        texts = [_content(file, text) for file in (out, err)]
    return texts[0], None if stdout_err_fuse else texts[1], status


def forward_signals(send):
    """A `signal_handler_callback` that forwards the signals of this process."""
    for number in FORWARDED:
        signal.signal(number, lambda received, _: send(received))


def _way(as_root):
    """A student as root always has a separate kernel."""
    with open(DATA, encoding="utf-8") as file:
        shares_kernel = json.load(file).get("shared_kernel", True)
    if shares_kernel and not as_root:
        return StudentCall
    from ingot_grader.relay_calls import RelayedCall

    return RelayedCall


def _folder():
    here = os.getcwd()
    return here if (here + "/").startswith(STUDENT_FOLDER + "/") else STUDENT_FOLDER


def _descriptor(stream, nothing):
    if stream is None:
        return nothing.fileno()
    return stream if isinstance(stream, int) else stream.fileno()


def _content(file, codec):
    file.seek(0)
    content = file.read()
    return content.decode(codec, "replace") if codec else content
