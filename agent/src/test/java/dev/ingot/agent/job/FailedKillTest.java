package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.FaultyRuntime;
import dev.ingot.agent.runtime.FaultyRuntime.Fail;
import dev.ingot.agent.runtime.FaultyRuntime.Operation;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where an engine does not kill, it is told to remove: nobody waits for a container that nobody ends any more. */
@Timeout(30)
class FailedKillTest {
    @TempDir
    private Path dir;
    private final CountDownLatch reached = new CountDownLatch(1);

    private static FaultyRuntime firstKillFails(ContainerRuntime real) {
        return new FaultyRuntime(real).at(Operation.KILL, 1, new Fail(Kind.UNAVAILABLE));
    }

    @Test
    void endsAKilledJobWhenTheKillFails() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir,
            firstKillFails(GraderPrograms.runtime(GraderPrograms.blocking(reached))))) {
            desk.submit(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 600)));
            reached.await();
            desk.kill("job-1");
            assertEquals("killed", desk.awaitTimeline("job-1").verdict());
        }
    }

    @Test
    void endsAJobPastItsLimitWhenTheKillFails() {
        try (JobManagerFixture desk = new JobManagerFixture(dir,
            firstKillFails(GraderPrograms.runtime(ScriptedProgramContext::waitForKill)))) {
            desk.submit(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 600, "hard_time", 1)));
            assertEquals("timeout", desk.awaitTimeline("job-1").verdict());
        }
    }

    @Test
    void endsALingeringGraderWhenTheKillFails() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, firstKillFails(GraderPrograms.runtime(grader -> {
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return grader.waitForKill();
        })))) {
            desk.submit(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 600)));
            assertEquals("success", desk.awaitTimeline("job-1").verdict());
        }
    }

    @Test
    void endsAStudentPastItsLimitWhenTheKillFails() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, firstKillFails(GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pabc", Map.of("hard_time_limit", 1)));
        }, ScriptedProgramContext::waitForKill)))) {
            assertEquals("253", desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 600))).text());
        }
    }
}
