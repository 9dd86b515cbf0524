"""What tests of run_student ask for, and when."""

import os
import threading
import time

REQUEST = {"environment": None, "time_limit": 0, "hard_time_limit": 0, "memory_limit": 0, "share_network": False}


def order(command, **changes):
    base = {"command": command, "teardown_script": "", "working_dir": "/", "ssh": False, "user": "worker"}
    return {**base, **changes}


def once_there(path, act, *words):
    """Acts when the program has made the file, on a thread of its own; after half a minute in any case."""

    def wait():
        deadline = time.monotonic() + 30
        while not os.path.exists(path) and time.monotonic() < deadline:
            time.sleep(0.01)
        act(*words)

    threading.Thread(target=wait).start()
