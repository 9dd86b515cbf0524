"""Debug mode "ssh": a person uses the container over SSH instead of the run file."""

import os
import signal

from ingot_grader import frames, results
from ingot_grader.agent_relay import AgentRelay
from ingot_grader.sshd import SshServer

NO_LOGIN = "[SSH Debug] Nobody connected to the SSH server."


def debug(order, agent):
    """Offers a session and returns the result of the commands that were called in it, including run_student."""
    server = SshServer("root" if order.get("run_as_root") else "worker")
    frames.write(1, {"type": "ssh_debug", "ssh_user": server.user, "ssh_key": server.password})
    with AgentRelay(agent) as relay:
        logged_in = relay.serve_until_end_of(_serve_apart(server)) == 0
    return {"stdout": "", "stderr": "", **results.result(status=0)} if logged_in else results.crash(NO_LOGIN)


def _serve_apart(server):
    child = os.fork()
    if child:
        return child
    status = 2
    try:
        signal.set_wakeup_fd(-1)
        status = 0 if server.serve() else 1
    finally:
        server.close()
        os._exit(status)
