package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks that the decoder accepts the messages of every release line. */
class LenientDecodingTest {
    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);

    @Test
    void decodesATasksetAsACourse() throws MalformedMessage {
        BackendMessage.NewJob job = newJob(Map.of("@type", "BackendNewJob", "job_id", "j", "taskset_id", "s", "task_id", "t"));
        assertEquals("s", job.courseId());
        assertTrue(job.taskset());
    }

    @Test
    void aJobMayHaveNoTask() throws MalformedMessage {
        Map<String, Object> message = new HashMap<>(Map.of("@type", "BackendNewJob", "job_id", "j"));
        message.put("course_id", null);
        message.put("task_id", null);
        BackendMessage.NewJob job = newJob(message);
        assertNull(job.courseId());
        assertNull(job.taskId());
        assertEquals(false, job.debug());
        assertEquals(Map.of(), job.input());
        assertEquals(Map.of(), job.environmentParameters());
    }

    @Test
    void ignoresUnknownFields() throws MalformedMessage {
        assertEquals("j", newJob(Map.of("@type", "BackendNewJob", "job_id", "j", "priority", 3)).jobId());
    }

    @Test
    void decodesAKillWithoutState() throws MalformedMessage {
        assertEquals(new BackendMessage.KillJob("j", null),
            codec.decodeToAgent(frame(Map.of("@type", "BackendKillJob", "job_id", "j"))));
    }

    @Test
    void decodesAKillWithAnUnreadableState() throws MalformedMessage {
        assertEquals(new BackendMessage.KillJob("j", null),
            codec.decodeToAgent(frame(Map.of("@type", "BackendKillJob", "job_id", "j", "state", 5))));
    }

    @Test
    void throwsUnreadableJobWhenOnlyTheIdIsReadable() {
        UnreadableJob job = assertThrows(UnreadableJob.class, () -> newJob(Map.of("@type", "BackendNewJob", "job_id", "j",
            "taskset_id", "t", "inputdata", Map.of("@state", "s"), "environment", 5)));
        assertEquals(List.of("j", true, "s", "environment"), List.of(job.jobId(), job.isTaskset(), job.state(), job.field()));
        MalformedMessage other =
            assertThrows(MalformedMessage.class, () -> newJob(Map.of("@type", "BackendNewJob", "job_id", 5)));
        assertFalse(other instanceof UnreadableJob, other::toString);
    }

    @Test
    void debugIsSshOrWhatPythonTakesForTrue() throws MalformedMessage {
        for (Object debug : List.of(false, true, "ssh")) {
            assertEquals(debug, newJob(Map.of("@type", "BackendNewJob", "job_id", "j", "debug", debug)).debug());
        }
        for (Object truthy : List.of("maybe", 1, 0.5, List.of(1), Map.of("a", 1), new byte[1])) {
            assertEquals(true, newJob(Map.of("@type", "BackendNewJob", "job_id", "j", "debug", truthy)).debug());
        }
        for (Object falsy : List.of("", 0, 0.0, List.of(), Map.of(), new byte[0])) {
            assertEquals(false, newJob(Map.of("@type", "BackendNewJob", "job_id", "j", "debug", falsy)).debug());
        }
    }

    @Test
    void decodesAnOldHelloWithAFractionalDate() throws MalformedMessage {
        Map<String, Object> entry = Map.of("id", "sha256:1", "created", 1.5);
        byte[] frame = frame(Map.of("@type", "AgentHello", "friendly_name", "a", "available_job_slots", 2,
            "available_environments", Map.of("docker", Map.of("default", entry))));
        AgentMessage.Hello hello = (AgentMessage.Hello) codec.decodeAgent(frame);
        assertEquals(new AgentMessage.Environment("sha256:1", "default", 1, List.of(), "", true),
            hello.environments().get("docker").get("default"));
    }

    @Test
    void anArchiveMayComeAsText() throws MalformedMessage {
        byte[] frame = frame(Map.of("@type", "AgentJobDone", "job_id", "j", "result", List.of("crash", ""), "archive", "é"));
        AgentMessage.JobDone done = (AgentMessage.JobDone) codec.decodeAgent(frame);
        assertArrayEquals("é".getBytes(StandardCharsets.UTF_8), done.result().archive());
    }

    @Test
    void anErrorNamesTheFieldAndBothKinds() {
        MalformedMessage error = assertThrows(MalformedMessage.class,
            () -> codec.decodeToAgent(frame(Map.of("@type", "BackendNewJob", "job_id", 7))));
        assertEquals("BackendNewJob.job_id should be a text and is a number", error.getMessage());
    }

    @Test
    void aJobWithoutIdIsMalformed() {
        MalformedMessage error = assertThrows(MalformedMessage.class,
            () -> codec.decodeToAgent(frame(Map.of("@type", "BackendKillJob"))));
        assertEquals("BackendKillJob has no job_id", error.getMessage());
    }

    @Test
    void rejectsAMessageOfAnotherDirection() {
        byte[] clientHello = codec.encode(new ClientMessage.Hello("c"));
        assertEquals("agents send no ClientHello",
            assertThrows(MalformedMessage.class, () -> codec.decodeAgent(clientHello)).getMessage());
        assertThrows(MalformedMessage.class, () -> codec.decodeToAgent(clientHello));
        assertThrows(MalformedMessage.class, () -> codec.decodeToClient(clientHello));
    }

    private BackendMessage.NewJob newJob(Map<String, Object> message) throws MalformedMessage {
        return (BackendMessage.NewJob) codec.decodeToAgent(frame(message));
    }

    private static byte[] frame(Map<String, Object> message) {
        return MsgpackTree.encode(message);
    }
}
