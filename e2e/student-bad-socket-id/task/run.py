# The commands never send such names; a task author's own program could.
import socket

from ingot_grader import frames
from ingot_grader.desk import CONTROL

LIMITS = {"time_limit": 0, "hard_time_limit": 0, "memory_limit": 0}


def ask(socket_id):
    with socket.socket(socket.AF_UNIX) as desk:
        desk.connect(CONTROL)
        request = {"type": "run_student", "environment": None, "share_network": False, "ssh": False, "run_as_root": False}
        desk.sendall(frames.encode({**request, **LIMITS, "socket_id": socket_id}))
        return frames.FrameReader(desk.fileno()).read_one()["retval"]


set_global_feedback(f"{ask('../outside')} {ask('a/b')}")
set_global_result("success")
