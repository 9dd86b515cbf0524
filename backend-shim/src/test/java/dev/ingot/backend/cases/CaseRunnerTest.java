package dev.ingot.backend.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.standin.FakeAgent;
import dev.ingot.backend.standin.StandInBackend;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CaseRunnerTest {
    private interface AgentScript {
        void run(FakeAgent agent, BackendMessage.NewJob job) throws Exception;
    }

    @Test
    void aCaseIsSubmittedAndCompared() throws Exception {
        CaseReport report = run(Optional.empty(), Duration.ofSeconds(20), (agent, job) -> {
            assertEquals(List.of("docker", "default", "the-case", "task", Map.of("q1", "x")),
                List.of(job.environmentType(), job.environment(), job.courseId(), job.taskId(), job.input()));
            agent.sendResult(job.jobId(), JobResult.ungraded("failed", "", ""));
        });
        assertEquals(List.of("result: expected \"killed\", got \"failed\""), report.mismatches());
        assertEquals("failed", report.completedJob().orElseThrow().result().status());
    }

    @Test
    void aCaseMayKillItsJobOnceItStarted() throws Exception {
        CaseReport report = run(Optional.of(Duration.ofMillis(50)), Duration.ofSeconds(20), (agent, job) -> {
            agent.sendStarted(job.jobId());
            assertEquals(job.jobId(), agent.receiveKill().jobId());
            agent.sendResult(job.jobId(), JobResult.ungraded("killed", "", ""));
        });
        assertTrue(report.hasPassed(), report.mismatches().toString());
    }

    @Test
    void aJobThatIsNeverAnsweredIsAMismatch() throws Exception {
        CaseReport report = run(Optional.empty(), Duration.ofSeconds(1), (agent, job) -> agent.sendStarted(job.jobId()));
        assertEquals(List.of("no result within 1 s"), report.mismatches());
        assertEquals(Optional.empty(), report.completedJob());
    }

    private static CaseReport run(Optional<Duration> killAfter, Duration timeout, AgentScript script) throws Exception {
        Case next = new Case("the-case", "", OptionalInt.empty(), "default", Set.of(), false, "the-case", "task",
            Map.of("q1", "x"), Map.of(), false, killAfter, Map.of("result", "killed"));
        try (StandInBackend backend = StandInBackend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
             BackendClient client = BackendClient.connect(backend.clientAddress(), "test");
             ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Callable<Void> agent = () -> {
                try (FakeAgent fake = new FakeAgent(backend.agentAddress())) {
                    fake.sendHello(1);
                    script.run(fake, fake.receiveJob());
                }
                return null;
            };
            Future<Void> played = executor.submit(agent);
            CaseReport report = new CaseRunner(client, "docker", timeout).run(next);
            played.get();
            return report;
        }
    }
}
