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
class StudentRefusalTest {
    @TempDir
    private Path dir;

    private static void assertRefused(ScriptedRuntime runtime, Path dir, int containers) {
        try (Desk desk = new Desk(dir, runtime)) {
            assertEquals("254", desk.grade(Orders.plain()).text());
        }
        assertEquals(containers, runtime.created().size());
    }

    /** A grader that does something with its folders and then asks. */
    private void assertRefused(Preparation preparation, String socketId, Map<String, Object> wishes) {
        assertRefused(Graders.runtime(grader -> {
            grader.receive("start");
            preparation.prepare(grader);
            grader.requestStudent(socketId, wishes);
            return Sockets.answer(grader, Sockets.retval(grader));
        }), dir, 1);
    }

    private interface Preparation {
        void prepare(ScriptedProgramContext grader) throws IOException;
    }

    @Test
    void anEnvironmentThatIsNotThere() {
        assertRefused(grader -> Sockets.open(grader, "pabc"), "pabc", Map.of("environment", "fortran"));
    }

    @Test
    void root() {
        assertRefused(grader -> Sockets.open(grader, "pabc"), "pabc", Map.of("run_as_root", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "/etc/passwd", "../../x", "a\0b"})
    void aSocketThatCannotBeNamedSo(String socketId) {
        assertRefused(_ -> { }, socketId, Map.of());
    }

    @Test
    void aSocketThatIsNotThere() {
        assertRefused(_ -> { }, "pabc", Map.of());
        assertRefused(_ -> { }, "p".repeat(300), Map.of());
    }

    @Test
    void aSocketThatIsALink() {
        assertRefused(grader -> Files.createSymbolicLink(Sockets.path(grader, "pabc"), Path.of("/run")), "pabc", Map.of());
    }

    @Test
    void aSocketThatIsAFileOrAFolder() {
        assertRefused(grader -> Files.writeString(Sockets.path(grader, "pabc"), "x"), "pabc", Map.of());
        assertRefused(grader -> Files.createDirectory(Sockets.path(grader, "pabc")), "pabc", Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"student", "student/scripts", "systemfiles"})
    void aFolderThatIsALinkAndWhatItLeadsToIsUntouched(String folder) throws IOException {
        Path secret = Files.createDirectory(dir.resolve("secret"));
        assertRefused(grader -> {
            Sockets.open(grader, "pabc");
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
    void aFolderThatIsAFile() {
        assertRefused(grader -> {
            Sockets.open(grader, "pabc");
            Files.writeString(grader.mountSource("/task").resolve("systemfiles"), "x");
        }, "pabc", Map.of());
    }

    @Test
    void aContainerThatCannotBeMade() {
        AtomicInteger creates = new AtomicInteger();
        assertRefused(asking().onCreate(() -> failAt(creates, 2)), dir, 1);
    }

    @Test
    void aContainerThatCannotBeStarted() {
        AtomicInteger starts = new AtomicInteger();
        assertRefused(asking().onStart(() -> failAt(starts, 2)), dir, 2);
    }

    private static void failAt(AtomicInteger calls, int number) {
        if (calls.incrementAndGet() == number) {
            throw new RuntimeFault(Kind.INTERNAL, "planned", null);
        }
    }

    /** Its grader hears of the refusal only: told of a start before it, it would wait for the student. */
    private static ScriptedRuntime asking() {
        return Graders.runtime(grader -> {
            grader.receive("start");
            Sockets.open(grader, "pabc");
            grader.requestStudent("pabc", Map.of());
            return Sockets.answer(grader, Sockets.retval(grader));
        });
    }

    @Test
    void oneMoreThanMayRunAtOnce() {
        CountDownLatch over = new CountDownLatch(1);
        ScriptedProgram student = _ -> {
            over.await();
            return 0;
        };
        ScriptedRuntime runtime = Graders.runtime(grader -> {
            grader.receive("start");
            for (int i = 0; i < Desk.STUDENTS; i++) {
                Sockets.start(grader, "p" + i, Map.of());
            }
            grader.requestStudent("more", Map.of());
            Map<String, Object> told = grader.receive("run_student_retval");
            over.countDown();
            assertEquals("more", told.get("socket_id"));
            return Sockets.answer(grader, told.get("retval"));
        }, student);
        assertRefused(runtime, dir, 1 + Desk.STUDENTS);
    }

    @Test
    void aPlaceIsFreeAgainWhenAStudentHasEnded() {
        ScriptedRuntime runtime = Graders.runtime(grader -> {
            grader.receive("start");
            long sum = 0;
            for (int i = 0; i < 3 * Desk.STUDENTS; i++) {
                sum += Sockets.retval(grader, "p" + i, Map.of());
            }
            return Sockets.answer(grader, sum);
        }, _ -> 1);
        try (Desk desk = new Desk(dir, runtime)) {
            assertEquals(Integer.toString(3 * Desk.STUDENTS), desk.grade(Orders.plain()).text());
        }
    }
}
