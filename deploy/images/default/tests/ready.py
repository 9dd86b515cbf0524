"""Waits for a student's program to say that it is up."""

import os
import threading
import time


def once_there(path, act, *words):
    """Acts when the program has made the file, on a thread of its own; after half a minute in any case."""

    def wait():
        deadline = time.monotonic() + 30
        while not os.path.exists(path) and time.monotonic() < deadline:
            time.sleep(0.01)
        act(*words)

    threading.Thread(target=wait).start()
