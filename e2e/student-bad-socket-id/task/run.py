# The commands never send such names; a task author's own program could.
REQUEST = {"type": "run_student", "environment": None, "time_limit": 0, "hard_time_limit": 0, "memory_limit": 0,
           "share_network": False, "ssh": False, "run_as_root": False}

try:
    import socket

    from ingot_grader import frames
    from ingot_grader.agent_relay import CONTROL

    def ask(socket_id):
        with socket.socket(socket.AF_UNIX) as relay:
            relay.connect(CONTROL)
            relay.sendall(frames.encode({**REQUEST, "socket_id": socket_id}))
            return frames.FrameReader(relay.fileno()).read_one()["retval"]
except ImportError:
    # INGInious' program.
    import msgpack
    import zmq

    def ask(socket_id):
        with zmq.Context() as context, context.socket(zmq.REQ) as relay:
            relay.connect("ipc:///sockets/main.sock")
            relay.send(msgpack.dumps({**REQUEST, "socket_id": socket_id}))
            return msgpack.loads(relay.recv())["retval"]


set_global_feedback(f"{ask('../outside')} {ask('a/b')}")
set_global_result("success")
