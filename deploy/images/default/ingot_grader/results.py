"""Creates the result for the agent from the files that the run file wrote."""

import io
import json
import os

from ingot_grader import working_directory

NO_FEEDBACK = "No feedback was given !"
RUN_FAILED = (
    "An error occured while running the grading script. It is possible that it is non-executable or made a timeout"
)


def crash(text):
    return {"result": "crash", "text": text, "problems": {}, "tests": {}}


def result(status, feedback=working_directory.FEEDBACK, archive=working_directory.ARCHIVE):
    """
    Returns the result map of a run file that exited with the status.

    The feedback is passed on unchanged; the agent checks its form.
    """
    if os.path.exists(feedback):
        with open(feedback, encoding="utf-8") as file:
            given = json.load(file)
    elif status == 0:
        return crash(NO_FEEDBACK)
    else:
        given = crash(RUN_FAILED)
    if isinstance(given, dict):
        given.setdefault("archive", packed(archive))
    return given


def packed(folder):
    """Returns the folder as a tar.gz in base64."""
    import base64
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=6) as tar:
        tar.add(folder, arcname="")
    return base64.b64encode(buffer.getvalue()).decode("ascii")
