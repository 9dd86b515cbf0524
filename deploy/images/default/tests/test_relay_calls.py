"""Tests run_student without a shared kernel, from the call to the student's program; a thread acts as relay and agent."""

import os
import signal
import socket
import tempfile
import threading
import unittest
from unittest import mock

from ingot_grader import frames, processes, relay_calls, student, working_directory
from tests.asking import REQUEST, once_there, order

BIG = bytes(range(256)) * 12000


@unittest.skipUnless(os.getuid() == 0, "becomes the worker, which only root may")
class RelayTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o777)
        self.folder = folder.name
        for module, name, value in (
            (relay_calls, "CONTROL", folder.name + "/relay"),
            (working_directory, "use_system_files", lambda _: None),
        ):
            patch = mock.patch.object(module, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.relay = socket.socket(socket.AF_UNIX)
        self.relay.bind(relay_calls.CONTROL)
        self.relay.listen()
        self.addCleanup(self.relay.close)
        self.received = []

    def container(self, words):
        """A student container: its process, the descriptor of its stdin, that of its stdout."""
        (given, into), (out, said) = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            status = 99
            try:
                os.dup2(given, 0)
                os.dup2(said, 1)
                for fd in (given, into, out, said):
                    os.close(fd)
                with mock.patch("os.chown"):
                    status = student.main(*words)
            finally:
                os._exit(status)
        os.close(given)
        os.close(said)
        return child, into, out

    def agent(self, words):
        """Relays all messages, with one thread for each direction, as the agent does."""
        client, _ = self.relay.accept()
        self.addCleanup(client.close)
        from_grader = frames.FrameReader(client.fileno())
        request = from_grader.read_one()
        self.received.append(request)
        child, into, out = self.container(words)
        socket_id = request["socket_id"]
        client.sendall(frames.encode({"type": "run_student_started", "socket_id": socket_id, "container_id": "c"}))

        def to_student():
            while (messages := from_grader.read_available()) is not None:
                for message in messages:
                    if message["type"] == "run_student_init":
                        self.received.append(message)
                    try:
                        frames.write(into, message)
                    except BrokenPipeError:
                        pass

        threading.Thread(target=to_student, daemon=True).start()
        from_student = frames.FrameReader(out)
        while (messages := from_student.read_available()) is not None:
            for message in messages:
                self.assertEqual(socket_id, message["socket_id"])
                client.sendall(frames.encode(message))
        status = processes.exit_status(os.waitpid(child, 0)[1])
        client.sendall(frames.encode({"type": "run_student_retval", "socket_id": socket_id, "retval": status}))
        os.close(out)

    def call(self, the_order, given=b"", before=lambda call: None, words=("kata-runtime", "kata")):
        thread = threading.Thread(target=self.agent, args=(words,))
        thread.start()
        with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            stdin.write(given)
            stdin.seek(0)
            call = relay_calls.RelayedCall(REQUEST, the_order, [file.fileno() for file in (stdin, stdout, stderr)])
            before(call)
            try:
                status = call.run()
            finally:
                thread.join()
            return status, *(os.pread(file.fileno(), 1 << 23, 0) for file in (stdout, stderr))

    def test_the_command_runs_as_the_worker_and_both_its_streams_come_back(self):
        status, out, err = self.call(order("id -u; pwd; echo $HOME; echo bad >&2; exit 3", working_dir="/usr"))
        self.assertEqual((3, b"4242\n/usr\n/task\n", b"bad\n"), (status, out, err))

    def test_the_agent_is_told_what_the_protocol_says(self):
        self.call(order("true"))
        socket_id = self.received[0].pop("socket_id")
        self.assertEqual({"type": "run_student", **REQUEST}, self.received[0])
        init = {"type": "run_student_init", "student_container_id": "c", "socket_id": socket_id, **order("true")}
        self.assertEqual(init, self.received[1])

    def test_megabytes_pass_both_ways_and_end(self):
        status, out, _ = self.call(order("cat"), given=BIG)
        self.assertEqual((0, True), (status, out == BIG))

    def test_a_program_that_takes_no_input_ends_all_the_same(self):
        self.assertEqual((0, b"done\n"), self.call(order("exec <&-; echo done"), given=BIG)[:2])

    def test_a_signal_reaches_the_program(self):
        up = self.folder + "/up"
        status, out, _ = self.call(
            order(f"trap 'echo caught; exit 7' TERM; echo ready; touch {up}; while :; do sleep 0.05; done"),
            before=lambda call: once_there(up, call.signal, signal.SIGTERM),
        )
        self.assertEqual((7, [b"ready", b"caught"]), (status, out.splitlines()))

    def test_a_caller_that_reads_no_more_stops_the_program(self):
        def with_a_closed_pipe(call):
            out, into = os.pipe()
            os.close(out)
            call._streams[1] = into

        self.assertEqual(128 + signal.SIGPIPE, self.call(order("exec yes"), before=with_a_closed_pipe)[0])

    def test_a_remaining_process_does_not_delay_the_result(self):
        status, out, _ = self.call(order("sleep 60 & echo started"))
        self.assertEqual((0, b"started\n"), (status, out))

    def test_the_teardown_script_runs_last(self):
        self.assertEqual((4, b"one\ntwo\n"), self.call(order("echo one; exit 4", teardown_script="echo two"))[:2])

    def test_root_on_a_kernel_of_its_own_only(self):
        self.assertEqual((0, b"0\n"), self.call(order("id -u", user="root"), words=("kata-runtime", "docker"))[:2])
        self.assertEqual((251, b""), self.call(order("id -u", user="root"), words=("runc", "kata"))[:2])
