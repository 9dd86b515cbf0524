set_global_result("success")
hoard = [b"x" * (8 << 20) for _ in range(64)]
