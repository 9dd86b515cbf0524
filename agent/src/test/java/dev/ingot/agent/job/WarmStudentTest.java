package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.ScriptedContainer;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.sandbox.IdleBounds;
import dev.ingot.agent.sandbox.PoolStatus;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.timing.Timeline;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Students that are there before their graders ask, and graders that get others all the same. */
@Timeout(60)
class WarmStudentTest {
    private static final IdleBounds ONE = new IdleBounds(1, 1);
    private static final int FURTHER = 5;
    private static final int SETTLING_MILLIS = 50;
    private static final Map<String, Object> NOTHING = Map.of();

    @TempDir
    private Path dir;

    /** Two jobs of that kind: from the first it is known that students are asked for. What became of the second. */
    private SecondJob runSecondJob(ScriptedProgram grader, ScriptedProgram student) {
        return runSecondJob(GraderPrograms.runtime(grader, student), NewJobs.withId("job-2"));
    }

    private SecondJob runSecondJob(ScriptedRuntime runtime, NewJob order) {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, ONE)) {
            desk.grade(NewJobs.withId("job-1"));
            desk.awaitTimeline("job-1");
            awaitStudent(desk);
            String text = desk.grade(order).text();
            return new SecondJob(text, desk.awaitTimeline("job-2").students(), runtime.created());
        }
    }

    private record SecondJob(String text, List<Timeline.Student> students, List<ScriptedContainer> made) {
        List<Boolean> warm() {
            return students.stream().map(Timeline.Student::warm).toList();
        }
    }

    private static void awaitStudent(JobManagerFixture desk) {
        Eventually.awaitTrue(() -> desk.sandboxes().status().stream().mapToInt(PoolStatus::warmStudents).sum() == 1,
            () -> "no student is parked: " + desk.sandboxes().status());
    }

    private static PoolStatus status(JobManagerFixture desk) {
        return desk.sandboxes().status().getFirst();
    }

    @Test
    void usesAWarmStudentForTheSecondJob() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(SocketPrograms.grader(1, NOTHING),
            SocketPrograms.student()), ONE)) {
            assertEquals("1", desk.grade(NewJobs.withId("job-1")).text());
            assertFalse(desk.awaitTimeline("job-1").students().getFirst().warm());
            awaitStudent(desk);
            assertEquals("1", desk.grade(NewJobs.withId("job-2")).text());
            Timeline.Student student = desk.awaitTimeline("job-2").students().getFirst();
            assertTrue(student.warm());
            assertEquals(1, student.retval());
            assertTrue(student.createNanos() > 0, "0 is of those that were refused");
            assertEquals(List.of(1L, 1L), List.of(status(desk).studentHits(), status(desk).studentMisses()));
        }
    }

    @Test
    void usesWarmStudentsForFurtherRequests() {
        AtomicInteger come = new AtomicInteger();
        ScriptedProgram patient = grader -> {
            grader.receive("start");
            long sum = 0;
            for (int i = 1; i <= FURTHER; i++) {
                int before = come.get();
                sum += SocketPrograms.runStudent(grader, "p" + i, i, NOTHING);
                if (i > 1) {
                    Eventually.awaitTrue(() -> come.get() > before, () -> "none is made while a student runs");
                    Thread.sleep(SETTLING_MILLIS);
                }
            }
            return GraderSockets.sendAnswer(grader, sum);
        };
        SecondJob outcome = runSecondJob(patient, student -> {
            come.incrementAndGet();
            return SocketPrograms.student().run(student);
        });
        assertEquals("15", outcome.text());
        assertTrue(outcome.warm().stream().skip(1).anyMatch(warm -> warm), () -> outcome.warm().toString());
        assertEquals(outcome.made().size(), outcome.made().stream().map(ScriptedContainer::id).distinct().count());
    }

    @Test
    void startsNoWarmStudentWithoutRequests() {
        ScriptedRuntime runtime = GraderPrograms.runtime(GraderPrograms.succeeding(), SocketPrograms.student());
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, ONE)) {
            for (int i = 0; i < 3; i++) {
                desk.grade(NewJobs.withId("job-" + i));
                desk.awaitTimeline("job-" + i);
                Eventually.awaitTrue(() -> status(desk).warm() == 1, () -> "no slot");
            }
            assertTrue(runtime.created().stream().allMatch(one -> one.spec().attached()), "a student was made");
        }
    }

    @Test
    void startsNoWarmStudentWhenDisabled() {
        ScriptedRuntime runtime = GraderPrograms.runtime(SocketPrograms.grader(1, NOTHING), SocketPrograms.student());
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, new IdleBounds(1, 1, false))) {
            for (int i = 0; i < 3; i++) {
                desk.grade(NewJobs.withId("job-" + i));
                assertFalse(desk.awaitTimeline("job-" + i).students().getFirst().warm());
            }
            assertEquals(3, runtime.created().stream().filter(one -> !one.spec().attached()).count());
        }
    }

    @Test
    void startsColdForAnotherEnvironmentOrASharedNetwork() {
        ScriptedProgram grader = one -> {
            one.receive("start");
            long plain = SocketPrograms.runStudent(one, "p1", 1, Map.of("environment", "other"));
            long sharing = SocketPrograms.runStudent(one, "p2", 2, Map.of("share_network", true));
            return GraderSockets.sendAnswer(one, plain + " " + sharing + " " + SocketPrograms.runStudent(one, "p3", 3, NOTHING));
        };
        ScriptedRuntime runtime = GraderPrograms.runtime(grader, SocketPrograms.student()).with(Images.image("other"), _ -> 0,
            SocketPrograms.student());
        SecondJob outcome = runSecondJob(runtime, NewJobs.withId("job-2"));
        assertEquals("1 2 3", outcome.text());
        assertEquals(List.of(false, false, true), outcome.warm());
    }

    @Test
    void theLimitsAreThoseOfTheRequest() {
        SecondJob outcome = runSecondJob(SocketPrograms.grader(1, Map.of("memory_limit", 30)), SocketPrograms.student());
        assertEquals(List.of(true), outcome.warm());
        assertEquals(2, outcome.made().stream().filter(one -> one.limits().memoryBytes() == 30 << 20).count());
    }

    @Test
    void processorTimeCountsFromTheRequest() {
        SecondJob outcome = runSecondJob(SocketPrograms.grader(1, Map.of("time_limit", 1)), student -> {
            student.setUsage(new Usage(3_000_000_000L, 0, false));
            return SocketPrograms.student().run(student);
        });
        assertEquals("1", outcome.text(), "what it used before was counted");
        assertEquals(0, outcome.students().getFirst().cpuNanos());
    }

    @Test
    void reportsLimitsOfWarmStudents() {
        ScriptedProgram late = student -> {
            int told = SocketPrograms.student().run(student);
            return told == 1 ? student.waitForKill() : overflow(student);
        };
        SecondJob outcome = runSecondJob(SocketPrograms.grader(2, Map.of("hard_time_limit", 1)), late);
        assertEquals("253 252", outcome.text());
        assertTrue(outcome.warm().getFirst());
    }

    private static int overflow(ScriptedProgramContext student) throws InterruptedException {
        student.setUsage(new Usage(0, 0, true));
        return student.waitForKill();
    }

    @Test
    void replacesAWarmStudentThatDied() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, SocketPrograms.runStudent(grader, "p1", 1, NOTHING));
        }, SocketPrograms.student());
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime, ONE)) {
            desk.grade(NewJobs.withId("job-1"));
            desk.awaitTimeline("job-1");
            awaitStudent(desk);
            int before = runtime.created().size();
            runtime.created().getLast().kill();
            Eventually.awaitTrue(() -> runtime.created().size() > before, () -> "not replaced");
            awaitStudent(desk);
            assertEquals("1", desk.grade(NewJobs.withId("job-2")).text());
        }
    }

    @Test
    void startsColdWhenTheFoldersWereReplaced() {
        ScriptedProgram grader = one -> {
            one.receive("start");
            Path student = one.mountSource("/task").resolve("student");
            Files.move(student, one.mountSource("/task").resolve("elsewhere"));
            Files.createDirectory(student);
            Files.writeString(student.resolve("number"), "9");
            return GraderSockets.sendAnswer(one, SocketPrograms.runStudent(one, "p1", 1, NOTHING));
        };
        SecondJob outcome = runSecondJob(grader, student -> {
            int told = SocketPrograms.student().run(student);
            return told + Integer.parseInt(Files.readString(student.mountSource("/task/student").resolve("number")));
        });
        assertEquals("10", outcome.text());
        assertEquals(List.of(false), outcome.warm());
    }

    @Test
    void startsColdForATaskWithSystemFiles() throws Exception {
        Files.writeString(Files.createDirectories(dir.resolve("tasks/c1/t1/systemfiles")).resolve("hosts"), "10.0.0.1 a");
        SecondJob outcome = runSecondJob(SocketPrograms.grader(1, NOTHING), SocketPrograms.student());
        assertEquals("1", outcome.text());
        assertEquals(List.of(false), outcome.warm());
    }

    @Test
    void failsWhenTheGraderDoesNotListen() {
        ScriptedProgram deaf = grader -> {
            grader.receive("start");
            GraderSockets.open(grader, "pabc");
            grader.requestStudent("pabc", NOTHING);
            grader.receive("run_student_started");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        };
        assertEquals("1", runSecondJob(deaf, SocketPrograms.student()).text(), "a program that cannot connect fails");
    }

    @Test
    void rejectsALinkInPlaceOfTheSocket() {
        ScriptedProgram sly = grader -> {
            grader.receive("start");
            Files.createSymbolicLink(GraderSockets.path(grader, "pabc"), Path.of("/run"));
            grader.requestStudent("pabc", NOTHING);
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        };
        assertEquals("254", runSecondJob(sly, SocketPrograms.student()).text());
    }

    @Test
    void timesOutWhenTheGraderNeverAccepts() {
        ScriptedProgram silent = grader -> {
            grader.receive("start");
            try (ServerSocketChannel _ = SocketPrograms.listen(grader, "pabc")) {
                grader.requestStudent("pabc", Map.of("hard_time_limit", 1));
                grader.receive("run_student_started");
                return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
            }
        };
        SecondJob outcome = runSecondJob(silent, SocketPrograms.student());
        assertEquals("253", outcome.text());
        assertEquals(List.of(true), outcome.warm());
    }

    @Test
    void delaysNoJobWhenTheProgramNeverConnects() {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader, "pabc", NOTHING));
        }, _ -> 3), ONE)) {
            for (int i = 0; i < 3; i++) {
                assertEquals("3", desk.grade(NewJobs.withId("job-" + i)).text());
                assertFalse(desk.awaitTimeline("job-" + i).students().getFirst().warm());
            }
        }
    }
}
