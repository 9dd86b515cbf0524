import socket

PROGRAM = """python3 -c '
import socket
try:
    socket.create_connection(("127.0.0.1", 4000), 5)
    print("reached", end="")
except OSError:
    print("refused", end="")
'"""

with socket.create_server(("127.0.0.1", 4000)):
    shared, _, _ = run_student_simple(PROGRAM, share_network=True)
    own, _, _ = run_student_simple(PROGRAM)
set_global_feedback(f"shared: {shared}, own: {own}")
set_global_result("success")
