import os
import signal

children = []
try:
    while len(children) < 20000:
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
    text = "never stopped"
except OSError:
    text = f"stopped after {len(children)} processes"
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
set_global_feedback(text)
set_global_result("success")
