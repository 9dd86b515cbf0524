package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.session.BackendAddress;
import dev.ingot.agent.session.BackendSession;
import dev.ingot.agent.session.SessionSettings;
import dev.ingot.agent.session.TestBackend;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.JobResult;
import dev.ingot.protocol.MsgpackTree;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of a backend that cannot be read, or not be begun: each is answered once, because the backend keeps a slot for it. */
@Timeout(60)
class UnreadableJobTest {
    private static final String AGENT = "ingot-test";
    private static final String UNKNOWN = "An unknown error occurred in the agent. Please contact your course administrator.";
    private static final List<Object> VALUES = Arrays.asList(null, 5, 1.5, true, "text", "", new byte[] {1, -1}, List.of(),
        List.of(1), Map.of(), Map.of("a", 1));

    @TempDir
    private Path dir;
    private final AtomicInteger number = new AtomicInteger();

    /** The jobs a real backend sent, each with one field changed to every kind of value. */
    private List<byte[]> mutated() throws Exception {
        List<byte[]> frames = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("../common/src/test/resources/vectors/backend-wire.jsonl"))) {
            JsonNode vector = new ObjectMapper().readTree(line);
            if (vector.get("type").asText().equals("BackendNewJob")) {
                frames.addAll(mutated(HexFormat.of().parseHex(vector.get("hex").asText())));
            }
        }
        return frames;
    }

    private List<byte[]> mutated(byte[] captured) throws Exception {
        List<byte[]> frames = new ArrayList<>();
        Map<?, ?> message = (Map<?, ?>) MsgpackTree.decode(captured);
        for (Object key : message.keySet()) {
            if (List.of("job_id", "@type").contains(key)) {
                continue;
            }
            for (Object value : VALUES) {
                Map<Object, Object> changed = renamed(message);
                changed.put(key, value);
                frames.add(MsgpackTree.encode(changed));
            }
            frames.add(withRaw(message, (String) key, new byte[] {(byte) 0xa2, (byte) 0xff, (byte) 0xfe}));
            frames.add(withRaw(message, (String) key, new byte[] {(byte) 0xd4, 1, 2}));
            frames.add(withRaw(message, (String) key, deep()));
        }
        byte[] whole = MsgpackTree.encode(renamed(message));
        frames.add(Arrays.copyOf(whole, whole.length + 1));
        return frames;
    }

    private static byte[] deep() {
        byte[] lists = new byte[3000];
        Arrays.fill(lists, (byte) 0x91);
        lists[lists.length - 1] = 0;
        return lists;
    }

    private Map<Object, Object> renamed(Map<?, ?> message) {
        Map<Object, Object> copy = new LinkedHashMap<>(message);
        copy.put("job_id", "job-" + number.incrementAndGet());
        copy.put("course_id", "c1");
        copy.put("task_id", "t1");
        return copy;
    }

    /** The message with a value that no encoder writes. */
    private byte[] withRaw(Map<?, ?> message, String key, byte[] raw) {
        Map<Object, Object> fields = renamed(message);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 + fields.size());
        fields.forEach((name, value) -> {
            frame.writeBytes(MsgpackTree.encode(name));
            frame.writeBytes(name.equals(key) ? raw : MsgpackTree.encode(value));
        });
        return frame.toByteArray();
    }

    @Test
    void everyMutatedJobWithAReadableIdIsAnsweredOnce() throws Exception {
        List<byte[]> frames = mutated();
        Map<String, Integer> answers = new HashMap<>();
        JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(GraderPrograms.succeeding()));
        try (TestBackend backend = new TestBackend("tcp://127.0.0.1:*");
            BackendSession _ = BackendSession.open(new SessionSettings(BackendAddress.parse("tcp://127.0.0.1:" + backend.port()),
                AGENT, Dialect.MODERN, 64 << 20, Duration.ofSeconds(10)), desk.jobManager())) {
            backend.next();
            frames.forEach(frame -> backend.send(AGENT, frame));
            while (answers.size() < number.get()) {
                TestBackend.ReceivedMessage heard = backend.nextOrNull();
                assertTrue(heard != null, () -> frames.size() + " jobs, answers to " + answers.size());
                if (heard.message() instanceof AgentMessage.JobDone(String id, JobResult _)) {
                    answers.merge(id, 1, Integer::sum);
                }
            }
            assertTrue(backend.isQuietFor(300));
        }
        assertEquals(List.of(), answers.entrySet().stream().filter(answer -> answer.getValue() != 1).toList());
        assertTrue(desk.jobManager().stop(Duration.ofSeconds(10)));
        System.out.println(frames.size() + " mutated jobs, each answered once");
    }

    private JobResult answer(Map<String, Object> changes) throws Exception {
        Map<String, Object> message = new LinkedHashMap<>(Map.of("@type", "BackendNewJob", "job_id", "j", "course_id", "c1",
            "task_id", "t1", "inputdata", Map.of("@state", "before"), "environment_type", "docker", "environment", "default",
            "environment_parameters", Map.of(), "debug", false));
        message.putAll(changes);
        JobManagerFixture desk = new JobManagerFixture(dir.resolve("desk-" + number.incrementAndGet()),
            GraderPrograms.runtime(GraderPrograms.succeeding()));
        try (TestBackend backend = new TestBackend("tcp://127.0.0.1:*");
            BackendSession _ = BackendSession.open(new SessionSettings(BackendAddress.parse("tcp://127.0.0.1:" + backend.port()),
                AGENT, Dialect.MODERN, 64 << 20, Duration.ofSeconds(10)), desk.jobManager())) {
            backend.next();
            backend.send(AGENT, MsgpackTree.encode(message));
            assertEquals(new AgentMessage.JobStarted("j"), backend.next().message());
            return ((AgentMessage.JobDone) backend.next().message()).result();
        }
    }

    @Test
    void answersWithThePythonAgentsTextForTheField() throws Exception {
        assertEquals(JobResult.ungraded("crash", "The agent is unable to parse the parameters", "before"),
            answer(Map.of("environment_parameters", List.of())));
        assertEquals(JobResult.ungraded("crash", "This environment is not available in this agent. Please contact your course "
            + "administrator.", "before"), answer(Map.of("environment", 5)));
        assertEquals(JobResult.ungraded("crash", UNKNOWN, "before"), answer(Map.of("course_id", 5)));
        assertEquals(JobResult.ungraded("crash", UNKNOWN, ""), answer(Map.of("inputdata", List.of())));
        assertEquals("success", answer(Map.of("task_problems", 5, "debug", 1.5)).status());
    }

    @Test
    void answersWhenTheImagesCannotBeListed() {
        for (Throwable problem : List.of(new IllegalStateException("odd"), new OutOfMemoryError("for a test"))) {
            AtomicInteger listed = new AtomicInteger();
            try (JobManagerFixture desk = new JobManagerFixture(dir.resolve("desk-" + number.incrementAndGet()),
                GraderPrograms.runtime(GraderPrograms.succeeding()).onList(() -> {
                    if (listed.incrementAndGet() == 2) {
                        Unchecked.<RuntimeException>raise(problem);
                    }
                }))) {
                JobResult result = desk.grade(NewJobs.standard());
                assertEquals("crash", result.status());
                assertEquals(UNKNOWN, result.text());
                assertEquals("before", result.state());
                assertEquals("success", desk.grade(NewJobs.withId("job-2")).status());
            }
        }
    }

    /** Throws what the signature does not name. */
    private static final class Unchecked {
        @SuppressWarnings("unchecked")
        static <T extends Throwable> void raise(Throwable problem) throws T {
            throw (T) problem;
        }
    }
}
