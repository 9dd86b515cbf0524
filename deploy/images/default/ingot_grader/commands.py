"""The commands of a run file, each a thin skin over the function of inginious_container_api that bears its name."""

import json
import shlex
import sys
from argparse import REMAINDER, ArgumentParser

from inginious_container_api import feedback, input, state

RESULTS = ("success", "failed", "timeout", "overflow", "crash")


def getinput():
    """Prints the student's answer to a problem."""
    parser = _parser(getinput)
    parser.add_argument("problem", help='a problem id, or "id:filename" for the name of an uploaded file')
    try:
        answer = input.get_input(parser.parse_args().problem)
    except KeyError as error:
        parser.exit(1, f"{parser.prog}: no problem {error}\n")
    if isinstance(answer, bytes):
        sys.stdout.buffer.write(answer)
    else:
        print(answer if isinstance(answer, str) else json.dumps(answer))


def parsetemplate():
    """Puts the student's answers into a template file."""
    parser = _parser(parsetemplate)
    parser.add_argument("-o", "--output", default="", help="write here and leave the template as it is")
    parser.add_argument("template")
    options = parser.parse_args()
    input.parse_template(options.template, options.output)


def feedback_result():
    """Sets the result of the submission or of one problem."""
    parser = _parser(feedback_result, with_problem=True)
    parser.add_argument("result", choices=RESULTS)
    options = parser.parse_args()
    if options.id:
        feedback.set_problem_result(options.result, options.id)
    else:
        feedback.set_global_result(options.result)


def feedback_grade():
    """Sets the grade, a percentage."""
    parser = _parser(feedback_grade)
    parser.add_argument("grade", type=float)
    feedback.set_grade(parser.parse_args().grade)


def feedback_msg():
    """Sets the message of the submission or of one problem; without -m it is read from standard input."""
    parser = _parser(feedback_msg, with_problem=True)
    parser.add_argument("-a", "--append", action="store_true", help="keep what was said before")
    parser.add_argument("-e", "--escape", action="store_true", help=r"\n, \t and the like stand for what they mean")
    parser.add_argument("-m", "--message")
    options = parser.parse_args()
    text = sys.stdin.read() if options.message is None else options.message
    if options.escape:
        text = _unescaped(text)
    if options.id:
        feedback.set_problem_feedback(text, options.id, options.append)
    else:
        feedback.set_global_feedback(text, options.append)


def feedback_custom():
    """Adds a value of your own to the feedback."""
    parser = _parser(feedback_custom)
    parser.add_argument("-j", "--json", action="store_true", help="the value is JSON, not text")
    parser.add_argument("name")
    parser.add_argument("value")
    options = parser.parse_args()
    feedback.set_custom_value(options.name, json.loads(options.value) if options.json else options.value)


def tag_set():
    """Says whether a tag of the course applies."""
    parser = _parser(tag_set)
    parser.add_argument("tag")
    parser.add_argument("value", choices=("true", "false"), type=str.lower)
    options = parser.parse_args()
    feedback.set_tag(options.tag, options.value == "true")


def tag():
    """Adds a tag that the course does not define."""
    parser = _parser(tag)
    parser.add_argument("value")
    feedback.tag(parser.parse_args().value)


def get_state():
    """Prints what the student's last submission left."""
    _parser(get_state).parse_args()
    print(state.get_state())


def set_state():
    """Leaves a text for the student's next submission."""
    parser = _parser(set_state)
    parser.add_argument("state")
    state.set_state(parser.parse_args().state)


def archive():
    """Keeps a file with the submission, or takes it away again."""
    parser = _parser(archive)
    parser.add_argument("-o", "--outsubdir", default="", help="subdirectory of the archive")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("-a", "--add", metavar="FILE")
    what.add_argument("-r", "--remove", metavar="FILE")
    options = parser.parse_args()

    from inginious_container_api import archive as api

    if options.add:
        api.add(options.add, options.outsubdir)
    else:
        api.remove(options.remove, options.outsubdir)


def run_student(ssh=False):
    """Runs a command in a separate container with the streams of this process, and exits with its status."""
    parser = _parser(run_student)
    parser.add_argument("--container", "--environment", help="environment to run it in (this one's)")
    parser.add_argument("--time", type=int, default=0, help="CPU seconds (this container's)")
    parser.add_argument("--hard-time", type=int, default=0, help="seconds (this container's)")
    parser.add_argument("--memory", type=int, default=0, help="MiB (this container's)")
    parser.add_argument("--share-network", action="store_true", help="see this container's network")
    parser.add_argument("--working-dir", help="folder below /task/student")
    parser.add_argument("--teardown-script", default="", help="command to run at the very end")
    parser.add_argument("--ssh", action="store_true", default=ssh, help="let the student log in afterwards")
    parser.add_argument("--run-as-root", action="store_true")
    parser.add_argument("command", nargs=REMAINDER, help="one shell line, or the words of a command")
    options = parser.parse_args()
    if not options.command and not options.ssh:
        parser.error("a command is needed")

    from inginious_container_api import run_student as api

    sys.exit(
        api.run_student(
            options.command[0] if len(options.command) == 1 else shlex.join(options.command),
            options.container,
            options.time,
            options.hard_time,
            options.memory,
            options.share_network,
            options.working_dir,
            sys.stdin,
            sys.stdout,
            sys.stderr,
            api.forward_signals,
            options.ssh,
            options.run_as_root,
            options.teardown_script,
        )
    )


def ssh_student():
    """Lets the student log in to a separate container: run_student --ssh."""
    run_student(ssh=True)


def _parser(command, with_problem=False):
    parser = ArgumentParser(description=command.__doc__)
    if with_problem:
        parser.add_argument("-i", "--id", help="the problem meant; without it the submission as a whole")
    return parser


def _unescaped(text):
    import re

    meanings = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    return re.sub(r"\\([ntr\\])", lambda match: meanings[match[1]], text)
