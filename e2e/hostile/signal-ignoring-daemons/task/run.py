import os
import signal
import time

for number in range(20):
    if os.fork() == 0:
        os.setsid()
        if os.fork() > 0:
            os._exit(0)
        for each in range(1, signal.NSIG):
            try:
                signal.signal(each, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        for fd in range(3):
            os.close(fd)
        while True:
            with open(f"/task/daemon-{number}", "a") as file:
                file.write("still here\n")
            time.sleep(0.01)
set_global_result("success")
