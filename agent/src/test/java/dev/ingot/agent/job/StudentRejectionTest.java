package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Students that cannot be had: the grader is told 254 and goes on. */
@Timeout(30)
class StudentRejectionTest {
    @TempDir
    private Path dir;

    private static void assertRejected(ScriptedRuntime runtime, Path dir, int containers) {
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            assertEquals("254", desk.grade(NewJobs.standard()).text());
        }
        assertEquals(containers, runtime.created().size());
    }

    /** A grader that does something with its folders and then asks. */
    private void assertRejected(Preparation preparation, String socketId, Map<String, Object> wishes) {
        assertRejected(GraderPrograms.runtime(grader -> {
            grader.receive("start");
            preparation.prepare(grader);
            grader.requestStudent(socketId, wishes);
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        }), dir, 1);
    }

    private interface Preparation {
        void prepare(ScriptedProgramContext grader) throws IOException;
    }

    @Test
    void rejectsAMissingEnvironment() {
        assertRejected(grader -> GraderSockets.open(grader, "pabc"), "pabc", Map.of("environment", "fortran"));
    }

    @Test
    void rejectsRoot() {
        assertRejected(grader -> GraderSockets.open(grader, "pabc"), "pabc", Map.of("run_as_root", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "/etc/passwd", "../../x", "a\0b"})
    void rejectsInvalidSocketNames(String socketId) {
        assertRejected(_ -> { }, socketId, Map.of());
    }

    @Test
    void rejectsAMissingSocket() {
        assertRejected(_ -> { }, "pabc", Map.of());
        assertRejected(_ -> { }, "p".repeat(300), Map.of());
    }

    @Test
    void rejectsALinkAsSocket() {
        assertRejected(grader -> Files.createSymbolicLink(GraderSockets.path(grader, "pabc"), Path.of("/run")), "pabc", Map.of());
    }

    @Test
    void rejectsAFileOrFolderAsSocket() {
        assertRejected(grader -> Files.writeString(GraderSockets.path(grader, "pabc"), "x"), "pabc", Map.of());
        assertRejected(grader -> Files.createDirectory(GraderSockets.path(grader, "pabc")), "pabc", Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"student", "student/scripts", "systemfiles"})
    void rejectsALinkedFolderAndKeepsItsTarget(String folder) throws IOException {
        Path secret = Files.createDirectory(dir.resolve("secret"));
        assertRejected(grader -> {
            GraderSockets.open(grader, "pabc");
            Path place = grader.mountSource("/task").resolve(folder);
            Files.deleteIfExists(place);
            Files.createSymbolicLink(place, secret);
        }, "pabc", Map.of());
        try (Stream<Path> inside = Files.list(secret)) {
            assertEquals(List.of(), inside.toList());
        }
        assertEquals("rwxr-xr-x",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    }

    @Test
    void rejectsAFileAsFolder() {
        assertRejected(grader -> {
            GraderSockets.open(grader, "pabc");
            Files.writeString(grader.mountSource("/task").resolve("systemfiles"), "x");
        }, "pabc", Map.of());
    }

    @Test
    void rejectsWhenTheContainerCannotBeCreated() {
        AtomicInteger creates = new AtomicInteger();
        assertRejected(requestingStudent().onCreate(() -> failAt(creates, 2)), dir, 1);
    }

    @Test
    void rejectsWhenTheContainerCannotBeStarted() {
        AtomicInteger starts = new AtomicInteger();
        assertRejected(requestingStudent().onStart(() -> failAt(starts, 2)), dir, 2);
    }

    private static void failAt(AtomicInteger calls, int number) {
        if (calls.incrementAndGet() == number) {
            throw new RuntimeFault(Kind.INTERNAL, "planned", null);
        }
    }

    /** Its grader hears of the refusal only: told of a start before it, it would wait for the student. */
    private static ScriptedRuntime requestingStudent() {
        return GraderPrograms.runtime(grader -> {
            grader.receive("start");
            GraderSockets.open(grader, "pabc");
            grader.requestStudent("pabc", Map.of());
            return GraderSockets.sendAnswer(grader, GraderSockets.awaitRetval(grader));
        });
    }

    @Test
    void rejectsMoreThanTheMaximum() {
        CountDownLatch over = new CountDownLatch(1);
        ScriptedProgram student = _ -> {
            over.await();
            return 0;
        };
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            for (int i = 0; i < JobManagerFixture.MAX_STUDENTS; i++) {
                GraderSockets.start(grader, "p" + i, Map.of());
            }
            grader.requestStudent("more", Map.of());
            Map<String, Object> told = grader.receive("run_student_retval");
            over.countDown();
            assertEquals("more", told.get("socket_id"));
            return GraderSockets.sendAnswer(grader, told.get("retval"));
        }, student);
        assertRejected(runtime, dir, 1 + JobManagerFixture.MAX_STUDENTS);
    }

    @Test
    void acceptsAStudentAfterAnotherEnded() {
        ScriptedRuntime runtime = GraderPrograms.runtime(grader -> {
            grader.receive("start");
            long sum = 0;
            for (int i = 0; i < 3 * JobManagerFixture.MAX_STUDENTS; i++) {
                sum += GraderSockets.awaitRetval(grader, "p" + i, Map.of());
            }
            return GraderSockets.sendAnswer(grader, sum);
        }, _ -> 1);
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            assertEquals(Integer.toString(3 * JobManagerFixture.MAX_STUDENTS), desk.grade(NewJobs.standard()).text());
        }
    }
}
