package dev.ingot.grading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.protocol.CapturedFrames;
import dev.ingot.protocol.Hex;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MsgpackTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GraderCodecTest {
    private final GraderCodec codec = new GraderCodec();

    static List<CapturedFrames.CapturedFrame> messages() throws IOException {
        return CapturedFrames.read("container-stdio.jsonl").stream().filter(v -> v.direction().equals("from-container")).toList();
    }

    static List<CapturedFrames.CapturedFrame> orders() throws IOException {
        return CapturedFrames.read("container-stdio.jsonl").stream().filter(v -> v.direction().equals("to-container")).toList();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyCapturedMessageDecodes(CapturedFrames.CapturedFrame captured) throws MalformedMessage {
        Map<String, Object> seen = new LinkedHashMap<>();
        switch (codec.decode(captured.type(), captured.frame())) {
            case GraderMessage.RunStudent run -> {
                seen.put("type", "run_student");
                seen.put("environment", run.environment());
                seen.put("time_limit", run.timeLimit());
                seen.put("hard_time_limit", run.hardTimeLimit());
                seen.put("memory_limit", run.memoryLimit());
                seen.put("share_network", run.shareNetwork());
                seen.put("socket_id", run.socketId());
                seen.put("ssh", run.ssh());
                seen.put("run_as_root", run.runAsRoot());
            }
            case GraderMessage.Result(Object result) -> {
                seen.put("type", "result");
                seen.put("result", result);
            }
            default -> throw new AssertionError("a captured frame of an unknown kind: " + captured);
        }
        assertEquals(captured.message(), CapturedFrames.tree(MsgpackTree.encode(seen)));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void encodesEveryCapturedOrder(CapturedFrames.CapturedFrame captured) throws MalformedMessage {
        Map<?, ?> order = (Map<?, ?>) MsgpackTree.decode(captured.frame());
        Map<Object, Object> expected = new LinkedHashMap<>((Map<?, ?>) captured.message());
        if (captured.type().equals("start")) {
            // The newest images do not need the key; the codec always sends it for the older ones.
            expected.put("shared_kernel", true);
        }
        assertEquals(expected, CapturedFrames.tree(codec.encode(order(captured.type(), order))));
    }

    @SuppressWarnings("unchecked")
    private static GraderOrder order(String type, Map<?, ?> order) {
        return switch (type) {
            case "start" -> new GraderOrder.Start((Map<String, Object>) order.get("input"), order.get("debug"),
                (String) order.get("run_cmd"), (Map<String, Boolean>) order.get("envtypes"), (Boolean) order.get("run_as_root"),
                true);
            case "run_student_started" ->
                new GraderOrder.StudentStarted((String) order.get("socket_id"), (String) order.get("container_id"));
            case "run_student_retval" ->
                new GraderOrder.StudentRetval((String) order.get("socket_id"), ((Long) order.get("retval")).intValue());
            default -> throw new AssertionError("a captured frame of an unknown kind: " + type);
        };
    }

    @Test
    void goldenStart() {
        assertEquals("86a474797065a57374617274a5696e70757481a27131a178a56465627567c2a8656e76747970657381a6646f636b6572c3"
                + "ab72756e5f61735f726f6f74c2ad7368617265645f6b65726e656cc3",
            Hex.of(codec.encode(start(null))));
    }

    @Test
    void goldenRetval() {
        assertEquals("83a474797065b272756e5f73747564656e745f72657476616ca672657476616cccfda9736f636b65745f6964a470616263",
            Hex.of(codec.encode(new GraderOrder.StudentRetval("pabc", StudentReturnCodes.TIMEOUT))));
    }

    @Test
    void anEmptyRunCommandIsNoneAndAnyOtherIsSent() throws MalformedMessage {
        assertEquals(CapturedFrames.tree(codec.encode(start(null))), CapturedFrames.tree(codec.encode(start(""))));
        assertEquals("echo hi", ((Map<?, ?>) MsgpackTree.decode(codec.encode(start("echo hi")))).get("run_cmd"));
    }

    @Test
    void anOldRunStudentHasNeitherSshNorRoot() throws MalformedMessage {
        Map<String, Object> message = new HashMap<>(Map.of("type", "run_student", "socket_id", "p1", "share_network", true));
        message.put("environment", null);
        message.put("time_limit", null);
        assertEquals(new GraderMessage.RunStudent(null, 0, 0, 0, true, "p1", false, false), decode(message));
    }

    @Test
    void sshMessages() throws MalformedMessage {
        assertEquals(new GraderMessage.SshDebug("root", "pw"),
            decode(Map.of("type", "ssh_debug", "ssh_user", "root", "ssh_key", "pw")));
        assertEquals(new GraderMessage.SshDebug("worker", "pw"),
            decode(Map.of("type", "ssh_key", "ssh_user", "worker", "ssh_key", "pw")));
        assertEquals(new GraderMessage.SshStudent("worker", "pw", "c1"),
            decode(Map.of("type", "ssh_student", "ssh_user", "worker", "ssh_key", "pw", "container_id", "c1")));
    }

    @Test
    void passesAResultOnUnchecked() throws MalformedMessage {
        assertEquals(new GraderMessage.Result(List.of(1L, "x")),
            decode(Map.of("type", "result", "result", List.of(1, "x"))));
        assertEquals(new GraderMessage.Result(null), decode(Map.of("type", "result")));
    }

    @Test
    void studentOrdersAreDecodedAndEncodedUnchanged() throws MalformedMessage {
        Map<String, Object> init = Map.of("type", "run_student_init", "socket_id", "p1", "student_container_id", "c1",
            "command", "ls", "teardown_script", "", "working_dir", "/task/student", "ssh", false, "user", "worker");
        assertEquals(new StudentOrder.Init("p1", "c1", "ls", "", "/task/student", false, "worker"), decode(init));
        Map<String, Object> stdin = Map.of("type", "stdin", "message", new byte[] {1}, "student_container_id", "c1");
        Map<String, Object> signal =
            Map.of("type", "student_signal", "signal_data", new byte[] {'0', '1', '5'}, "student_container_id", "c1");
        for (Map<String, Object> message : List.of(init, stdin, signal)) {
            byte[] passedOn = new StudentCodec().encode((StudentOrder) decode(message));
            assertEquals(CapturedFrames.tree(MsgpackTree.encode(message)), CapturedFrames.tree(passedOn));
        }
    }

    @Test
    void studentOutputIsEncodedForTheGrader() throws MalformedMessage {
        Map<String, Object> printed = Map.of("type", "stderr", "socket_id", "p1", "message", new byte[] {7});
        StudentMessage.Output output = (StudentMessage.Output) new StudentCodec().decode("stderr", MsgpackTree.encode(printed));
        assertEquals(OutputKind.STDERR, output.kind());
        assertEquals(CapturedFrames.tree(MsgpackTree.encode(printed)),
            CapturedFrames.tree(codec.encode(new GraderOrder.StudentOutput("p1", output.kind(), output.bytes()))));
    }

    @Test
    void decodesTheSshMessageOfAStudent() throws MalformedMessage {
        assertEquals(new StudentMessage.SshReady("worker", "pw"), new StudentCodec().decode("ssh_student", MsgpackTree.encode(
            Map.of("type", "ssh_student", "ssh_user", "worker", "ssh_key", "pw", "container_id", "c1"))));
        assertThrows(MalformedMessage.class,
            () -> new StudentCodec().decode("result", MsgpackTree.encode(Map.of("type", "result"))));
        assertThrows(MalformedMessage.class,
            () -> new StudentCodec().decode("stdout", MsgpackTree.encode(Map.of("type", "ssh_student", "ssh_key", "pw"))));
    }

    @Test
    void namesAnUnknownType() {
        MalformedMessage error = assertThrows(MalformedMessage.class, () -> decode(Map.of("type", "nonsense")));
        assertEquals("unknown type nonsense", error.getMessage());
    }

    private GraderMessage decode(Map<String, Object> message) throws MalformedMessage {
        return codec.decode((String) message.get("type"), MsgpackTree.encode(message));
    }

    private static GraderOrder start(String runCommand) {
        return new GraderOrder.Start(Map.of("q1", "x"), false, runCommand, Map.of("docker", true), false, true);
    }
}
