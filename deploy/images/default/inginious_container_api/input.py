"""What the student submitted."""

import json
import re

DATA = "/.__input/__inputdata.json"


def load_input():
    """All answers and the fields that start with "@"; a file is {"filename": name, "value": path}."""
    with open(DATA, encoding="utf-8") as file:
        return json.load(file)["input"]


def get_input(problem):
    """
    The answer to the problem: text, a list (multiple choice), or the bytes of an uploaded file.

    "problem:filename" gives the name of an uploaded file, "problem:value" its bytes.
    """
    answers = load_input()
    name, _, part = problem.partition(":")
    answer = answers[problem] if problem in answers else answers[name]
    if not (isinstance(answer, dict) and set(answer) == {"filename", "value"}):
        return answer
    if part == "filename":
        return answer["filename"]
    with open(answer["value"], "rb") as file:
        return file.read()


def get_username():
    return get_input("@username")


def get_lang():
    """The student's language, such as "en"."""
    return get_input("@lang")


def get_submission_time():
    return get_input("@time")


def parse_template(input_filename, output_filename=""):
    """
    Puts the answers into a template: @@problem@@, or @prefix@problem@suffix@ for a prefix and a suffix on every line.

    Writes to output_filename, or over the template.
    """
    with open(input_filename, encoding="utf-8") as file:
        text = file.read()
    with open(output_filename or input_filename, "w", encoding="utf-8") as file:
        file.write(re.sub(r"@([^@\n]*)@([\w.-]+)@([^@\n]*)@", _filled_in, text))


def _filled_in(match):
    prefix, problem, suffix = match.groups()
    try:
        answer = get_input(problem)
    except KeyError:
        return match[0]
    if isinstance(answer, bytes):
        answer = answer.decode("utf-8", "replace")
    lines = (answer if isinstance(answer, str) else json.dumps(answer)).split("\n")
    return "\n".join(prefix + line + suffix for line in lines)
