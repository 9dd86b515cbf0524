package dev.ingot.backend.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.Backend;
import dev.ingot.backend.FakeAgent;
import dev.ingot.backend.client.BackendClient;
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
    private interface Script {
        void play(FakeAgent agent, BackendMessage.NewJob job) throws Exception;
    }

    @Test
    void aCaseIsSubmittedAndCompared() throws Exception {
        CaseReport report = run(Optional.empty(), Duration.ofSeconds(20), (agent, job) -> {
            assertEquals(List.of("docker", "default", "the-case", "task", Map.of("q1", "x")),
                List.of(job.environmentType(), job.environment(), job.courseId(), job.taskId(), job.input()));
            agent.answer(job.jobId(), JobResult.bare("failed", "", ""));
        });
        assertEquals(List.of("result should be \"killed\" and is \"failed\""), report.mismatches());
        assertEquals("failed", report.outcome().orElseThrow().result().status());
    }

    @Test
    void aCaseMayKillItsJobOnceItStarted() throws Exception {
        CaseReport report = run(Optional.of(Duration.ofMillis(50)), Duration.ofSeconds(20), (agent, job) -> {
            agent.started(job.jobId());
            assertEquals(job.jobId(), agent.takeKill().jobId());
            agent.answer(job.jobId(), JobResult.bare("killed", "", ""));
        });
        assertTrue(report.passed(), report.mismatches().toString());
    }

    @Test
    void aJobThatIsNeverAnsweredIsAMismatch() throws Exception {
        CaseReport report = run(Optional.empty(), Duration.ofSeconds(1), (agent, job) -> agent.started(job.jobId()));
        assertEquals(List.of("no result within 1 s"), report.mismatches());
        assertEquals(Optional.empty(), report.outcome());
    }

    private static CaseReport run(Optional<Duration> killAfter, Duration patience, Script script) throws Exception {
        Case next = new Case("the-case", "", OptionalInt.empty(), "default", Set.of(), "the-case", "task", Map.of("q1", "x"),
            Map.of(), false, killAfter, Map.of("result", "killed"));
        try (Backend backend = Backend.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*");
             BackendClient client = BackendClient.connect(backend.clientAddress(), "test");
             ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Callable<Void> agent = () -> {
                try (FakeAgent fake = new FakeAgent(backend.agentAddress())) {
                    fake.hello(1);
                    script.play(fake, fake.takeJob());
                }
                return null;
            };
            Future<Void> played = executor.submit(agent);
            CaseReport report = new CaseRunner(client, "docker", patience).run(next);
            played.get();
            return report;
        }
    }
}
