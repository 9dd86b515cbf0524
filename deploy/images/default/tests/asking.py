"""Requests of the run_student tests."""

import os
import threading
import time

REQUEST = {"environment": None, "time_limit": 0, "hard_time_limit": 0, "memory_limit": 0, "share_network": False}


def order(command, **changes):
    base = {"command": command, "teardown_script": "", "working_dir": "/", "ssh": False, "user": "worker"}
    return {**base, **changes}


def once_there(path, act, *words):
    """Acts on a separate thread when the program has created the file, or after half a minute."""

    def wait():
        deadline = time.monotonic() + 30
        while not os.path.exists(path) and time.monotonic() < deadline:
            time.sleep(0.01)
        act(*words)

    threading.Thread(target=wait).start()
