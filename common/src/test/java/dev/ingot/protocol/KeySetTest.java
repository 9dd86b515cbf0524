package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Checks that an encoded message has exactly the keys of its dialect: a backend crashes on an additional or missing key. */
class KeySetTest {
    private static final JobResult RESULT = JobResult.ungraded("killed", "", null);
    private static final String[] RESULT_KEYS =
        {"job_id", "result", "grade", "problems", "tests", "custom", "state", "archive", "stdout", "stderr"};
    private static final AgentMessage.Environment ENVIRONMENT =
        new AgentMessage.Environment("sha256:1", "t", 1, List.of(22), "runc", false);
    private static final AgentMessage.Hello HELLO =
        new AgentMessage.Hello("a", 1, Map.of("docker", Map.of("default", ENVIRONMENT)));

    static final List<Dialect> DIALECTS = List.of(Dialect.MODERN, Dialect.V0_8_0);

    @Test
    void helloDependsOnTheDialect() throws MalformedMessage {
        assertKeys(new MessageCodec(Dialect.MODERN).encode(HELLO),
            "AgentHello", "friendly_name", "available_job_slots", "available_environments");
        assertKeys(new MessageCodec(Dialect.V0_8_0).encode(HELLO),
            "AgentHello", "friendly_name", "available_job_slots", "available_environments", "ssh_allowed");
    }

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void everyEnvironmentHasTheKeysThatNewBackendsRead(Dialect dialect) throws MalformedMessage {
        Fields environment = Fields.of(new MessageCodec(dialect).encode(HELLO), "@type")
            .nested("available_environments").nested("docker").nested("default");
        assertEquals(List.of("id", "title", "created", "ports", "runtime", "advertised"),
            List.copyOf(environment.values().keySet()));
    }

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void agentMessagesHaveExactlyTheirKeys(Dialect dialect) throws MalformedMessage {
        MessageCodec codec = new MessageCodec(dialect);
        assertKeys(codec.encode(new AgentMessage.JobStarted("j")), "AgentJobStarted", "job_id");
        assertKeys(codec.encode(new AgentMessage.JobDone("j", RESULT)), "AgentJobDone", RESULT_KEYS);
        assertKeys(codec.encode(new AgentMessage.JobSshDebug("j", "h", 22, "u", "p")),
            "AgentJobSSHDebug", "job_id", "host", "port", "user", "password");
        assertKeys(codec.encode(new AgentMessage.Pong()), "Pong");
    }

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void messagesToAgentsHaveExactlyTheirKeys(Dialect dialect) throws MalformedMessage {
        MessageCodec codec = new MessageCodec(dialect);
        assertKeys(codec.encode(newJob(false)), "BackendNewJob", "job_id", "course_id", "task_id", "task_problems", "inputdata",
            "environment_type", "environment", "environment_parameters", "debug");
        assertKeys(codec.encode(newJob(true)), "BackendNewJob", "job_id", "taskset_id", "task_id", "task_problems", "inputdata",
            "environment_type", "environment", "environment_parameters", "debug");
        assertKeys(codec.encode(new BackendMessage.KillJob("j", null)), "BackendKillJob", "job_id", "state");
        assertKeys(codec.encode(new BackendMessage.Ping()), "Ping");
    }

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void messagesToClientsHaveExactlyTheirKeys(Dialect dialect) throws MalformedMessage {
        MessageCodec codec = new MessageCodec(dialect);
        assertKeys(codec.encode(new BackendMessage.UpdateEnvironments(Map.of("docker", List.of("default")))),
            "BackendUpdateEnvironments", "available_environments");
        assertKeys(codec.encode(new BackendMessage.JobStarted("j")), "BackendJobStarted", "job_id");
        assertKeys(codec.encode(new BackendMessage.JobDone("j", RESULT)), "BackendJobDone", RESULT_KEYS);
        assertKeys(codec.encode(new BackendMessage.JobSshDebug("j", "h", 22, "u", "p")),
            "BackendJobSSHDebug", "job_id", "host", "port", "user", "password");
        assertKeys(codec.encode(new BackendMessage.Queue(List.of(), List.of())),
            "BackendGetQueue", "jobs_running", "jobs_waiting");
        assertKeys(codec.encode(new BackendMessage.Pong()), "Pong");
        assertKeys(codec.encode(new BackendMessage.Unknown()), "Unknown");
    }

    @ParameterizedTest
    @FieldSource("DIALECTS")
    void clientMessagesHaveExactlyTheirKeys(Dialect dialect) throws MalformedMessage {
        MessageCodec codec = new MessageCodec(dialect);
        assertKeys(codec.encode(new ClientMessage.Hello("c")), "ClientHello", "name");
        ClientMessage job = new ClientMessage.NewJob(
            "j", 0, null, null, Map.of(), Map.of(), "docker", "default", Map.of(), false, "l");
        assertKeys(codec.encode(job), "ClientNewJob", "job_id", "priority", "course_id", "task_id", "task_problems", "inputdata",
            "environment_type", "environment", "environment_parameters", "debug", "launcher");
        assertKeys(codec.encode(new ClientMessage.KillJob("j")), "ClientKillJob", "job_id");
        assertKeys(codec.encode(new ClientMessage.GetQueue()), "ClientGetQueue");
        assertKeys(codec.encode(new ClientMessage.Ping()), "Ping");
    }

    @Test
    void queueRowsHaveTheirColumns() throws MalformedMessage {
        MessageCodec codec = new MessageCodec(Dialect.MODERN);
        BackendMessage.Queue queue = new BackendMessage.Queue(
            List.of(new BackendMessage.RunningJob("j1", true, "agent", "c/t", "bob", 1_700_000_000, 30)),
            List.of(new BackendMessage.WaitingJob("j2", false, "default", "eve", -1)));
        byte[] frame = codec.encode(queue);
        assertEquals(queue, codec.decodeToClient(frame));
        Fields fields = Fields.of(frame, "@type");
        assertEquals(List.of(List.of("j1", true, "agent", "c/t", "bob", 1_700_000_000L, 30L)), fields.list("jobs_running"));
        assertEquals(List.of(List.of("j2", false, "default", "eve", -1L)), fields.list("jobs_waiting"));
    }

    private static BackendMessage.NewJob newJob(boolean taskset) {
        return new BackendMessage.NewJob(
            "j", "c", "t", taskset, Map.of(), Map.of(), "docker", "default", Map.of(), false);
    }

    private static void assertKeys(byte[] frame, String type, String... keys) throws MalformedMessage {
        Fields fields = Fields.of(frame, "@type");
        assertEquals(type, fields.name());
        Set<String> expected = new TreeSet<>(Arrays.asList(keys));
        expected.add("@type");
        assertEquals(expected, new TreeSet<>(fields.values().keySet()));
    }
}
