package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.pool.PoolStatus;
import dev.ingot.agent.pool.Warmth;
import dev.ingot.agent.runtime.ScriptedContainer;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.runtime.Usage;
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
class ReadyStudentTest {
    private static final Warmth ONE = new Warmth(1, 1);
    private static final int FURTHER = 5;
    private static final int SETTLING_MILLIS = 50;
    private static final Map<String, Object> NOTHING = Map.of();

    @TempDir
    private Path dir;

    /** Two jobs of that kind: from the first it is known that students are asked for. What became of the second. */
    private Outcome second(ScriptedProgram grader, ScriptedProgram student) {
        return second(Graders.runtime(grader, student), Orders.job("job-2"));
    }

    private Outcome second(ScriptedRuntime runtime, NewJob order) {
        try (Desk desk = new Desk(dir, runtime, ONE)) {
            desk.grade(Orders.job("job-1"));
            desk.timeline("job-1");
            awaitStudent(desk);
            String text = desk.grade(order).text();
            return new Outcome(text, desk.timeline("job-2").students(), runtime.created());
        }
    }

    private record Outcome(String text, List<Timeline.Student> students, List<ScriptedContainer> made) {
        List<Boolean> warm() {
            return students.stream().map(Timeline.Student::warm).toList();
        }
    }

    private static void awaitStudent(Desk desk) {
        Eventually.holds(() -> desk.stations().status().stream().mapToInt(PoolStatus::students).sum() == 1,
            () -> "no student is parked: " + desk.stations().status());
    }

    private static PoolStatus status(Desk desk) {
        return desk.stations().status().getFirst();
    }

    @Test
    void aStudentIsParkedForJobsLikeTheLastAndTalksToItsGrader() {
        try (Desk desk = new Desk(dir, Graders.runtime(Talks.grader(1, NOTHING), Talks.student()), ONE)) {
            assertEquals("1", desk.grade(Orders.job("job-1")).text());
            assertFalse(desk.timeline("job-1").students().getFirst().warm());
            awaitStudent(desk);
            assertEquals("1", desk.grade(Orders.job("job-2")).text());
            Timeline.Student student = desk.timeline("job-2").students().getFirst();
            assertTrue(student.warm());
            assertEquals(1, student.retval());
            assertTrue(student.createNanos() > 0, "0 is of those that were refused");
            assertEquals(List.of(1L, 1L), List.of(status(desk).studentHits(), status(desk).studentMisses()));
        }
    }

    @Test
    void furtherStudentsOfAJobAreReadyToo() {
        AtomicInteger come = new AtomicInteger();
        ScriptedProgram patient = grader -> {
            grader.receive("start");
            long sum = 0;
            for (int i = 1; i <= FURTHER; i++) {
                int before = come.get();
                sum += Talks.retval(grader, "p" + i, i, NOTHING);
                if (i > 1) {
                    Eventually.holds(() -> come.get() > before, () -> "none is made while a student runs");
                    Thread.sleep(SETTLING_MILLIS);
                }
            }
            return Sockets.answer(grader, sum);
        };
        Outcome outcome = second(patient, student -> {
            come.incrementAndGet();
            return Talks.student().run(student);
        });
        assertEquals("15", outcome.text());
        assertTrue(outcome.warm().stream().skip(1).anyMatch(warm -> warm), () -> outcome.warm().toString());
        assertEquals(outcome.made().size(), outcome.made().stream().map(ScriptedContainer::id).distinct().count());
    }

    @Test
    void whereNoJobAsksForStudentsNoneIsParked() {
        ScriptedRuntime runtime = Graders.runtime(Graders.content(), Talks.student());
        try (Desk desk = new Desk(dir, runtime, ONE)) {
            for (int i = 0; i < 3; i++) {
                desk.grade(Orders.job("job-" + i));
                desk.timeline("job-" + i);
                Eventually.holds(() -> status(desk).parked() == 1, () -> "no slot");
            }
            assertTrue(runtime.created().stream().allMatch(one -> one.spec().attached()), "a student was made");
        }
    }

    @Test
    void whereTheAdminWantsNoneNoneIsParked() {
        ScriptedRuntime runtime = Graders.runtime(Talks.grader(1, NOTHING), Talks.student());
        try (Desk desk = new Desk(dir, runtime, new Warmth(1, 1, false))) {
            for (int i = 0; i < 3; i++) {
                desk.grade(Orders.job("job-" + i));
                assertFalse(desk.timeline("job-" + i).students().getFirst().warm());
            }
            assertEquals(3, runtime.created().stream().filter(one -> !one.spec().attached()).count());
        }
    }

    @Test
    void anotherEnvironmentOrASharedNetworkStartsCold() {
        ScriptedProgram grader = one -> {
            one.receive("start");
            long plain = Talks.retval(one, "p1", 1, Map.of("environment", "other"));
            long sharing = Talks.retval(one, "p2", 2, Map.of("share_network", true));
            return Sockets.answer(one, plain + " " + sharing + " " + Talks.retval(one, "p3", 3, NOTHING));
        };
        ScriptedRuntime runtime = Graders.runtime(grader, Talks.student()).with(Images.image("other"), _ -> 0, Talks.student());
        Outcome outcome = second(runtime, Orders.job("job-2"));
        assertEquals("1 2 3", outcome.text());
        assertEquals(List.of(false, false, true), outcome.warm());
    }

    @Test
    void theLimitsAreThoseOfTheRequest() {
        Outcome outcome = second(Talks.grader(1, Map.of("memory_limit", 30)), Talks.student());
        assertEquals(List.of(true), outcome.warm());
        assertEquals(2, outcome.made().stream().filter(one -> one.limits().memoryBytes() == 30 << 20).count());
    }

    @Test
    void processorTimeCountsFromTheRequest() {
        Outcome outcome = second(Talks.grader(1, Map.of("time_limit", 1)), student -> {
            student.setUsage(new Usage(3_000_000_000L, 0, false));
            return Talks.student().run(student);
        });
        assertEquals("1", outcome.text(), "what it used before was counted");
        assertEquals(0, outcome.students().getFirst().cpuNanos());
    }

    @Test
    void tooMuchTimeAndTooMuchMemoryAreToldAsEver() {
        ScriptedProgram late = student -> {
            int told = Talks.student().run(student);
            return told == 1 ? student.waitForKill() : overflow(student);
        };
        Outcome outcome = second(Talks.grader(2, Map.of("hard_time_limit", 1)), late);
        assertEquals("253 252", outcome.text());
        assertTrue(outcome.warm().getFirst());
    }

    private static int overflow(ScriptedProgramContext student) throws InterruptedException {
        student.setUsage(new Usage(0, 0, true));
        return student.waitForKill();
    }

    @Test
    void aStudentThatDiedWhileParkedIsReplacedByAColdOne() {
        ScriptedRuntime runtime = Graders.runtime(grader -> {
            grader.receive("start");
            return Sockets.answer(grader, Talks.retval(grader, "p1", 1, NOTHING));
        }, Talks.student());
        try (Desk desk = new Desk(dir, runtime, ONE)) {
            desk.grade(Orders.job("job-1"));
            desk.timeline("job-1");
            awaitStudent(desk);
            int before = runtime.created().size();
            runtime.created().getLast().kill();
            Eventually.holds(() -> runtime.created().size() > before, () -> "not replaced");
            awaitStudent(desk);
            assertEquals("1", desk.grade(Orders.job("job-2")).text());
        }
    }

    @Test
    void foldersThatAreOthersByNowAreThoseTheStudentGets() {
        ScriptedProgram grader = one -> {
            one.receive("start");
            Path student = one.mountSource("/task").resolve("student");
            Files.move(student, one.mountSource("/task").resolve("elsewhere"));
            Files.createDirectory(student);
            Files.writeString(student.resolve("number"), "9");
            return Sockets.answer(one, Talks.retval(one, "p1", 1, NOTHING));
        };
        Outcome outcome = second(grader, student -> {
            int told = Talks.student().run(student);
            return told + Integer.parseInt(Files.readString(student.mountSource("/task/student").resolve("number")));
        });
        assertEquals("10", outcome.text());
        assertEquals(List.of(false), outcome.warm());
    }

    @Test
    void aTaskWithSystemFilesStartsCold() throws Exception {
        Files.writeString(Files.createDirectories(dir.resolve("tasks/c1/t1/systemfiles")).resolve("hosts"), "10.0.0.1 a");
        Outcome outcome = second(Talks.grader(1, NOTHING), Talks.student());
        assertEquals("1", outcome.text());
        assertEquals(List.of(false), outcome.warm());
    }

    @Test
    void aSocketThatNobodyListensOnIsAnsweredAsEver() {
        ScriptedProgram deaf = grader -> {
            grader.receive("start");
            Sockets.open(grader, "pabc");
            grader.requestStudent("pabc", NOTHING);
            grader.receive("run_student_started");
            return Sockets.answer(grader, Sockets.retval(grader));
        };
        assertEquals("1", second(deaf, Talks.student()).text(), "a program that cannot connect fails");
    }

    @Test
    void aLinkInTheSocketsPlaceIsRefused() {
        ScriptedProgram sly = grader -> {
            grader.receive("start");
            Files.createSymbolicLink(Sockets.path(grader, "pabc"), Path.of("/run"));
            grader.requestStudent("pabc", NOTHING);
            return Sockets.answer(grader, Sockets.retval(grader));
        };
        assertEquals("254", second(sly, Talks.student()).text());
    }

    @Test
    void aGraderThatNeverAcceptsEndsWithItsStudent() {
        ScriptedProgram silent = grader -> {
            grader.receive("start");
            try (ServerSocketChannel _ = Talks.listen(grader, "pabc")) {
                grader.requestStudent("pabc", Map.of("hard_time_limit", 1));
                grader.receive("run_student_started");
                return Sockets.answer(grader, Sockets.retval(grader));
            }
        };
        Outcome outcome = second(silent, Talks.student());
        assertEquals("253", outcome.text());
        assertEquals(List.of(true), outcome.warm());
    }

    @Test
    void aProgramThatNeverConnectsIsNotWaitedForByAnyJob() {
        try (Desk desk = new Desk(dir, Graders.runtime(grader -> {
            grader.receive("start");
            return Sockets.answer(grader, Sockets.retval(grader, "pabc", NOTHING));
        }, _ -> 3), ONE)) {
            for (int i = 0; i < 3; i++) {
                assertEquals("3", desk.grade(Orders.job("job-" + i)).text());
                assertFalse(desk.timeline("job-" + i).students().getFirst().warm());
            }
        }
    }
}
