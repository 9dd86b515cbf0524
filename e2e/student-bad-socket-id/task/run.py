# The commands never send such names; a task author's own program could.
REQUEST = {"type": "run_student", "environment": None, "time_limit": 0, "hard_time_limit": 0, "memory_limit": 0,
           "share_network": False, "ssh": False, "run_as_root": False}

try:
    import socket

    from ingot_grader import frames
    from ingot_grader.desk import CONTROL

    def ask(socket_id):
        with socket.socket(socket.AF_UNIX) as desk:
            desk.connect(CONTROL)
            desk.sendall(frames.encode({**REQUEST, "socket_id": socket_id}))
            return frames.FrameReader(desk.fileno()).read_one()["retval"]
except ImportError:
    # INGInious' program.
    import msgpack
    import zmq

    def ask(socket_id):
        with zmq.Context() as context, context.socket(zmq.REQ) as desk:
            desk.connect("ipc:///sockets/main.sock")
            desk.send(msgpack.dumps({**REQUEST, "socket_id": socket_id}))
            return msgpack.loads(desk.recv())["retval"]


set_global_feedback(f"{ask('../outside')} {ask('a/b')}")
set_global_result("success")
