"""From what the run file left behind to the result the agent gets."""

import io
import json
import os

from ingot_grader import workplace

NO_FEEDBACK = "No feedback was given !"
RUN_FAILED = (
    "An error occured while running the grading script. It is possible that it is non-executable or made a timeout"
)


def crash(text):
    return {"result": "crash", "text": text, "problems": {}, "tests": {}}


def result(status, feedback=workplace.FEEDBACK, archive=workplace.ARCHIVE):
    """
    The result map of a run file that ended with the status.

    The feedback is handed on as it stands: judging its form is the agent's part.
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
    """The folder as base64 text of a tar.gz."""
    import base64
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=6) as tar:
        tar.add(folder, arcname="")
    return base64.b64encode(buffer.getvalue()).decode("ascii")
