import os
import signal
import time

# Long enough for the concurrent jobs to start processes.
KEPT_S = 6

children = []
try:
    while len(children) < 20000:
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except OSError:
    pass
time.sleep(KEPT_S)
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
set_global_feedback(f"kept {len(children)} processes")
set_global_result("success")
