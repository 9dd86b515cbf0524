package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A kill is answered at once, whatever the job is doing, and the job comes to its end. */
@Timeout(30)
class KillTest {
    @TempDir
    private Path dir;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Stops whoever comes here until the test goes on. */
    private void gate() {
        reached.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertKilled(JobResult result) {
        assertEquals("killed", result.status());
        assertEquals("", result.text());
        assertEquals("before", result.state());
    }

    private static Phase lastPhase(JobManagerFixture desk) {
        return desk.awaitTimeline("job-1").phases().keySet().stream().reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void beforeItHasAPlaceItIsNeitherStagedNorMade() throws Exception {
        ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding());
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.permits().acquire(JobManagerFixture.PERMITS);
            Path dirs = Files.createDirectories(dir).resolve("ingot-jobs");
            FileTime before = Files.getLastModifiedTime(dirs);
            desk.submit(NewJobs.standard());
            desk.kill("job-1");
            assertKilled(desk.outbox().awaitResult("job-1"));
            desk.permits().release(JobManagerFixture.PERMITS);
            desk.awaitTimeline("job-1");
            assertEquals(List.of(), runtime.created());
            assertEquals(before, Files.getLastModifiedTime(dirs), "a directory was made for it");
        }
    }

    @Test
    void sendsJobStartedWhenKilledAtOnce() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(ScriptedProgramContext::waitForKill))) {
            for (int i = 0; i < 50; i++) {
                desk.submit(NewJobs.withId("job-" + i));
                desk.kill("job-" + i);
            }
            for (int i = 0; i < 50; i++) {
                assertKilled(desk.outbox().awaitResult("job-" + i));
            }
        }
    }

    @Test
    void answersWhileTheContainerIsCreated() throws InterruptedException {
        ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding()).onCreate(this::gate);
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.submit(NewJobs.standard());
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.outbox().awaitResult("job-1"));
            released.countDown();
            assertTrue(!desk.awaitTimeline("job-1").phases().containsKey(Phase.START), "it was started");
        }
    }

    @Test
    void answersWhileTheContainerIsStarted() throws InterruptedException {
        ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding()).onStart(this::gate);
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            desk.submit(NewJobs.standard());
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.outbox().awaitResult("job-1"));
            released.countDown();
            assertEquals("killed", desk.awaitTimeline("job-1").verdict());
        }
    }

    @Test
    void answersWhileTheGraderRuns() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(GraderPrograms.blocking(reached)))) {
            desk.submit(NewJobs.standard());
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.outbox().awaitResult("job-1"));
            assertEquals(Phase.CLEAN, lastPhase(desk));
        }
    }

    @Test
    void answersWhileTheGraderDoesNotRead() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            reached.countDown();
            return grader.waitForKill();
        }))) {
            desk.submit(NewJobs.withInput(NewJobs.standard(), Map.of("@state", "before", "big", "x".repeat(1 << 20))));
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.outbox().awaitResult("job-1"));
        }
    }

    @Test
    void sendsNothingWhenKilledAfterTheResult() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return grader.waitForKill();
        }))) {
            assertEquals("success", desk.grade(NewJobs.standard()).status());
            desk.kill("job-1");
            assertEquals("success", desk.awaitTimeline("job-1").verdict());
            desk.kill("job-1");
        }
    }

    @Test
    void answersTwoKillsOnce() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(GraderPrograms.blocking(reached)))) {
            desk.submit(NewJobs.standard());
            reached.await();
            desk.kill("job-1");
            desk.kill("job-1");
            assertKilled(desk.outbox().awaitResult("job-1"));
        }
    }

    @Test
    void answersAnUnknownJobWithTheStateOfTheKill() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(GraderPrograms.succeeding()))) {
            desk.kill("job-9");
            assertEquals(List.of(JobResult.ungraded("killed", "", "state of the kill")), desk.outbox().results("job-9"));
        }
    }

    @Test
    void killsTheNamedJobOnly() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(GraderPrograms.blocking(reached)))) {
            desk.submit(NewJobs.withId("job-1"));
            desk.submit(NewJobs.withId("job-2"));
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.outbox().awaitResult("job-1"));
            assertEquals(List.of(), desk.outbox().results("job-2"));
            desk.kill("job-2");
        }
    }
}
