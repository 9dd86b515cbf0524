"""run_student from the run file's call to the student's program, over real sockets; only the containers are missing."""

import os
import signal
import socket
import tempfile
import threading
import unittest
from unittest import mock

from ingot_grader import agent_relay, frames, processes, socket_calls, student, working_directory
from tests.asking import REQUEST, once_there, order


@unittest.skipUnless(os.getuid() == 0, "becomes the worker, which only root may")
class StudentsTest(unittest.TestCase):
    """This process is the grader's run file; a child is the student container; a thread acts as agent relay and agent."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o777)
        self.folder = folder.name
        for module, name, value in (
            (socket_calls, "SOCKETS", folder.name),
            (socket_calls, "CONTROL", folder.name + "/relay"),
            (working_directory, "use_system_files", lambda _: None),
        ):
            patch = mock.patch.object(module, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.relay = socket.socket(socket.AF_UNIX)
        self.relay.bind(socket_calls.CONTROL)
        self.relay.listen()
        self.addCleanup(self.relay.close)

    def answer(self, start=True, retval=None):
        """Plays the agent for one call."""
        client, _ = self.relay.accept()
        request = frames.FrameReader(client.fileno()).read_one()
        socket_id = request["socket_id"]
        if start:
            client.sendall(frames.encode({"type": "run_student_started", "socket_id": socket_id, "container_id": "c"}))
            retval = self.container(f"{self.folder}/{socket_id}.sock") if retval is None else retval
        client.sendall(frames.encode({"type": "run_student_retval", "socket_id": socket_id, "retval": retval}))
        self.request = request
        client.close()

    @staticmethod
    def container(parent):
        child = os.fork()
        if child == 0:
            status = 99
            try:
                with mock.patch.object(student, "PARENT", parent), mock.patch("os.chown"):
                    status = student.main()
            finally:
                os._exit(status)
        return processes.exit_status(os.waitpid(child, 0)[1])

    def call(self, the_order, before=lambda call: None, **agent):
        thread = threading.Thread(target=self.answer, kwargs=agent)
        thread.start()
        out, into = os.pipe()
        try:
            call = socket_calls.StudentCall(REQUEST, the_order, [into, into, into])
            before(call)
            status = call.run()
        finally:
            thread.join()
            os.close(into)
        with open(out, "rb") as file:
            return status, file.read().decode()

    def test_the_command_runs_as_the_worker_with_the_callers_streams(self):
        status, text = self.call(order("id -u; pwd; echo $HOME; exit 3", working_dir="/usr"))
        self.assertEqual((3, "4242\n/usr\n/task\n"), (status, text))

    def test_the_agent_gets_the_request(self):
        self.call(order("true"))
        socket_id = self.request.pop("socket_id")
        self.assertNotIn("/", socket_id)
        self.assertEqual({"type": "run_student", **REQUEST}, self.request)

    def test_a_signal_reaches_the_program(self):
        up = self.folder + "/up"
        status, text = self.call(
            order(f"trap 'echo caught; exit 7' TERM; echo ready; touch {up}; while :; do sleep 0.05; done"),
            before=lambda call: once_there(up, call.signal, signal.SIGTERM),
        )
        self.assertEqual((7, "ready", "caught"), (status, text.splitlines()[0], text.splitlines()[-1]))

    def test_a_program_killed_by_a_signal_reports_it_as_a_shell_does(self):
        self.assertEqual(128 + signal.SIGKILL, self.call(order("kill -9 $$"))[0])

    def test_the_teardown_script_runs_last(self):
        status, text = self.call(order("echo one; exit 4", teardown_script="echo two"))
        self.assertEqual((4, "one\ntwo\n"), (status, text))

    def test_no_root_on_a_shared_kernel(self):
        self.assertEqual((251, ""), self.call(order("id", user="root")))

    def test_a_container_that_cannot_be_created(self):
        self.assertEqual((254, ""), self.call(order("true"), start=False, retval=254))

    def test_a_container_that_dies_before_it_connects(self):
        self.assertEqual((254, ""), self.call(order("true"), retval=254))


class AgentRelayTest(unittest.TestCase):
    """The agent relay between two pipes (the agent) and commands on its socket."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = folder.name + "/relay"
        agent_out, self.to_relay = os.pipe()
        self.from_relay, relay_out = os.pipe()
        self.open = {agent_out, self.to_relay, self.from_relay, relay_out}
        self.addCleanup(lambda: [os.close(fd) for fd in self.open])
        self.relay = agent_relay.AgentRelay(frames.FrameReader(agent_out), relay_out, self.path)
        self.agent = frames.FrameReader(self.from_relay)

    def serve(self, conversation, child="sleep 20"):
        """Serves a child while the conversation runs, which may end the child or itself the stream."""
        with self.relay:
            nothing = os.open(os.devnull, os.O_RDWR)
            process = processes.start(["/bin/sh", "-c", child], "/", [nothing] * 3, as_root=True)
            os.close(nothing)
            talk = threading.Thread(target=conversation, args=(process,))
            talk.start()
            try:
                return self.relay.serve_until_end_of(process)
            finally:
                talk.join()

    def client(self):
        client = socket.socket(socket.AF_UNIX)
        client.connect(self.path)
        self.addCleanup(client.close)
        return client

    def test_tells_the_status_of_the_run_file(self):
        self.assertEqual(5, self.serve(lambda _: None, child="exit 5"))

    def test_answers_go_to_the_command_that_asked(self):
        answers = {}

        def conversation(process):
            clients = {name: self.client() for name in ("a", "b")}
            for name, client in clients.items():
                client.sendall(frames.encode({"type": "run_student", "socket_id": name}))
                self.agent.read_one()
            for name in ("b", "unknown", "a"):
                frames.write(self.to_relay, {"type": "run_student_retval", "socket_id": name, "retval": 0})
            for name, client in clients.items():
                answers[name] = frames.FrameReader(client.fileno()).read_one()["socket_id"]
            os.kill(process, signal.SIGKILL)

        self.assertEqual(137, self.serve(conversation))
        self.assertEqual({"a": "a", "b": "b"}, answers)

    def test_a_command_cannot_forge_a_result(self):
        heard = []

        def conversation(process):
            client = self.client()
            client.sendall(frames.encode({"type": "result", "result": {}}) + frames.encode({"type": "run_student"}))
            heard.append(self.agent.read_one()["type"])
            os.kill(process, signal.SIGKILL)

        self.serve(conversation)
        self.assertEqual(["run_student"], heard)

    def test_rubbish_on_the_socket_harms_only_its_sender(self):
        def conversation(process):
            rubbish = self.client()
            rubbish.sendall(b"\x00\x00\x00\x01\xc1")
            self.assertEqual(b"", rubbish.recv(1))
            os.kill(process, signal.SIGKILL)

        self.assertEqual(137, self.serve(conversation))

    def test_an_agent_that_is_gone_ends_the_service(self):
        def conversation(_):
            self.open.discard(self.to_relay)
            os.close(self.to_relay)

        with self.assertRaises(agent_relay.AgentDisconnected):
            self.serve(conversation, child="sleep 2")
