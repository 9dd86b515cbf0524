package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.grading.GraderCodec;
import dev.ingot.grading.GraderOrder;
import dev.ingot.grading.StudentReturnCodes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Students whose job ends before them; the desk itself checks that none is left. */
@Timeout(30)
class StudentEndTest {
    /** What a pipe takes while nobody reads. */
    private static final int PIPE = 64 << 10;
    private static final int JOBS = 30;

    @TempDir
    private Path dir;
    private final CountDownLatch running = new CountDownLatch(1);

    private int lingering(ScriptedProgramContext student) throws InterruptedException {
        running.countDown();
        return student.waitForKill();
    }

    @Test
    void answersBeforeStudentsEnd() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.receive("start");
            GraderSockets.start(grader, "pabc", Map.of());
            return GraderSockets.sendAnswer(grader, "done");
        }, this::lingering))) {
            assertEquals("done", desk.grade(NewJobs.standard()).text());
        }
    }

    @Test
    void endsStudentsWhenTheJobIsKilled() throws InterruptedException {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.receive("start");
            GraderSockets.start(grader, "pabc", Map.of());
            return grader.waitForKill();
        }, this::lingering))) {
            desk.submit(NewJobs.standard());
            running.await();
            desk.kill("job-1");
            assertEquals("killed", desk.outbox().awaitResult("job-1").status());
        }
    }

    @Test
    void endsStudentsWhenTheGraderExits() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.receive("start");
            GraderSockets.start(grader, "pabc", Map.of());
            return 1;
        }, this::lingering))) {
            assertEquals("crash", desk.grade(NewJobs.standard()).status());
        }
    }

    /** Some end by themselves, some with their grader, all within a moment, and others are still being made. */
    @Test
    void endsManyStudentsConcurrently() {
        AtomicInteger runs = new AtomicInteger();
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            for (int i = 0; i < 2 * JobManagerFixture.MAX_STUDENTS; i++) {
                GraderSockets.open(grader, "p" + i);
                grader.requestStudent("p" + i, Map.of());
            }
            return runs.get() % 2 == 0 ? GraderSockets.sendAnswer(grader, "done") : 1;
        }, student -> runs.incrementAndGet() % 3 == 0 ? student.waitForKill() : 0);
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            for (int i = 0; i < JOBS; i++) {
                desk.submit(NewJobs.withId("job-" + i));
            }
            for (int i = 0; i < JOBS; i++) {
                assertTrue(Set.of("success", "crash").contains(desk.outbox().awaitResult("job-" + i).status()));
            }
        }
    }

    /** Its stdin is full but for a few bytes when it starts students, of whose start and end it will not read either. */
    @Test
    void answersWhenTheGraderReadsNothing() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            grader.requestStudent(nameThatFills(PIPE - 20), Map.of());
            for (int i = 0; i < JobManagerFixture.MAX_STUDENTS; i++) {
                GraderSockets.open(grader, "p" + i);
                grader.requestStudent("p" + i, Map.of());
            }
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return grader.waitForKill();
        }, this::lingering);
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            assertEquals("success", desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 600))).status());
        }
    }

    /** Names no socket; the refusal of it is a frame of so many bytes. */
    private static String nameThatFills(int bytes) {
        String name = "/".repeat(bytes);
        int frame = Integer.BYTES + new GraderCodec()
            .encode(new GraderOrder.StudentRetval(name, StudentReturnCodes.REJECTED)).length;
        return name.substring(frame - bytes);
    }
}
