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

    private static Phase last(Desk desk) {
        return desk.timeline("job-1").phases().keySet().stream().reduce((_, last) -> last).orElseThrow();
    }

    @Test
    void beforeItHasAPlaceItIsNeitherStagedNorMade() throws Exception {
        ScriptedRuntime runtime = Graders.runtime(Graders.content());
        try (Desk desk = new Desk(dir, runtime)) {
            desk.places().acquire(Desk.PLACES);
            Path dirs = Files.createDirectories(dir).resolve("ingot-jobs");
            FileTime before = Files.getLastModifiedTime(dirs);
            desk.submit(Orders.plain());
            desk.kill("job-1");
            assertKilled(desk.backend().result("job-1"));
            desk.places().release(Desk.PLACES);
            desk.timeline("job-1");
            assertEquals(List.of(), runtime.created());
            assertEquals(before, Files.getLastModifiedTime(dirs), "a directory was made for it");
        }
    }

    @Test
    void rightAfterItIsSentItIsAnnouncedAllTheSame() {
        try (Desk desk = new Desk(dir, Graders.runtime(ScriptedProgramContext::waitForKill))) {
            for (int i = 0; i < 50; i++) {
                desk.submit(Orders.job("job-" + i));
                desk.kill("job-" + i);
            }
            for (int i = 0; i < 50; i++) {
                assertKilled(desk.backend().result("job-" + i));
            }
        }
    }

    @Test
    void whileItsContainerIsMade() throws InterruptedException {
        ScriptedRuntime runtime = Graders.runtime(Graders.content()).onCreate(this::gate);
        try (Desk desk = new Desk(dir, runtime)) {
            desk.submit(Orders.plain());
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.backend().result("job-1"));
            released.countDown();
            assertTrue(!desk.timeline("job-1").phases().containsKey(Phase.START), "it was started");
        }
    }

    @Test
    void whileItsContainerIsStarted() throws InterruptedException {
        ScriptedRuntime runtime = Graders.runtime(Graders.content()).onStart(this::gate);
        try (Desk desk = new Desk(dir, runtime)) {
            desk.submit(Orders.plain());
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.backend().result("job-1"));
            released.countDown();
            assertEquals("killed", desk.timeline("job-1").verdict());
        }
    }

    @Test
    void whileItGrades() throws InterruptedException {
        try (Desk desk = new Desk(dir, Graders.runtime(Graders.busy(reached)))) {
            desk.submit(Orders.plain());
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.backend().result("job-1"));
            assertEquals(Phase.CLEAN, last(desk));
        }
    }

    @Test
    void whileItsGraderDoesNotListen() throws InterruptedException {
        try (Desk desk = new Desk(dir, Graders.runtime(grader -> {
            reached.countDown();
            return grader.waitForKill();
        }))) {
            desk.submit(Orders.saying(Orders.plain(), Map.of("@state", "before", "big", "x".repeat(1 << 20))));
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.backend().result("job-1"));
        }
    }

    @Test
    void afterItsResultNothingIsSaidAndNothingLives() {
        try (Desk desk = new Desk(dir, Graders.runtime(grader -> {
            grader.sendResult(Graders.GOOD);
            return grader.waitForKill();
        }))) {
            assertEquals("success", desk.grade(Orders.plain()).status());
            desk.kill("job-1");
            assertEquals("success", desk.timeline("job-1").verdict());
            desk.kill("job-1");
        }
    }

    @Test
    void twiceIsAnsweredOnce() throws InterruptedException {
        try (Desk desk = new Desk(dir, Graders.runtime(Graders.busy(reached)))) {
            desk.submit(Orders.plain());
            reached.await();
            desk.kill("job-1");
            desk.kill("job-1");
            assertKilled(desk.backend().result("job-1"));
        }
    }

    @Test
    void aJobNobodyKnowsIsAnsweredWithTheStateOfTheKill() {
        try (Desk desk = new Desk(dir, Graders.runtime(Graders.content()))) {
            desk.kill("job-9");
            assertEquals(List.of(JobResult.ungraded("killed", "", "state of the kill")), desk.backend().results("job-9"));
        }
    }

    @Test
    void ofManyJobsTheOneThatIsNamed() throws InterruptedException {
        try (Desk desk = new Desk(dir, Graders.runtime(Graders.busy(reached)))) {
            desk.submit(Orders.job("job-1"));
            desk.submit(Orders.job("job-2"));
            reached.await();
            desk.kill("job-1");
            assertKilled(desk.backend().result("job-1"));
            assertEquals(List.of(), desk.backend().results("job-2"));
            desk.kill("job-2");
        }
    }
}
