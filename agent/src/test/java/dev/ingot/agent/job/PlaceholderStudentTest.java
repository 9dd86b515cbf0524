package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Students that end before they connect, with a grader that does as the {@code run_student} of INGInious: it waits for the
 * student alone, sends the command, and asks for the return value after that.
 */
@Timeout(30)
class PlaceholderStudentTest {
    private static final byte[] COMMAND = new byte[100_000];
    private static final int FAILED = 254;

    @TempDir
    private Path dir;

    private String answer(ScriptedProgram grader, ScriptedProgram student) {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader, student))) {
            JobResult result = desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 20, "memory", 100)));
            assertEquals("success", result.status(), result::text);
            return result.text();
        }
    }

    /** Waits for its student alone. */
    private static ScriptedProgram awaitingStudent(Map<String, Object> wishes) {
        return grader -> {
            grader.receive("start");
            try (ServerSocketChannel server = SocketPrograms.listen(grader, "pabc")) {
                grader.requestStudent("pabc", wishes);
                LossyReader reader = new LossyReader(grader);
                assertEquals("run_student_started", reader.awaitMessage().get("type"));
                long begun = System.nanoTime();
                long value = serveStudent(reader, server);
                boolean prompt = System.nanoTime() - begun < 8_000_000_000L;
                return GraderSockets.sendAnswer(grader, value + (prompt ? " at once" : " late"));
            }
        };
    }

    /** As INGInious does: whatever is wrong with the student is 254. */
    private static long serveStudent(LossyReader reader, ServerSocketChannel server) throws IOException, InterruptedException {
        try (SocketChannel student = server.accept()) {
            ByteBuffer word = ByteBuffer.allocate(1);
            if (student.read(word) < 1 || word.get(0) != 'H') {
                return FAILED;
            }
            student.write(ByteBuffer.wrap(new byte[] {'S'}));
            ByteBuffer command = ByteBuffer.wrap(COMMAND);
            while (command.hasRemaining()) {
                student.write(command);
            }
            Thread.sleep(10);
            reader.discardPending();
            return (Long) reader.awaitMessage().get("retval");
        }
    }

    @Test
    void returnsTheValueOfTheLimitThatStruckBeforeTheStudentConnected() {
        assertEquals("253 at once", answer(awaitingStudent(Map.of("hard_time_limit", 1)), ScriptedProgramContext::waitForKill));
    }

    @Test
    void failsAtOnceWhenTheStudentEndsByItselfBeforeItConnects() {
        assertEquals("254 at once", answer(awaitingStudent(Map.of()), _ -> 7));
    }

    @Test
    void sendsNothingToAGraderWhoseStudentConnected() {
        assertEquals("253", answer(grader -> {
            grader.receive("start");
            return GraderSockets.sendAnswer(grader, SocketPrograms.runStudent(grader, "pabc", 7, Map.of("hard_time_limit", 1)));
        }, student -> {
            SocketPrograms.student().run(student);
            return student.waitForKill();
        }));
    }

    /** It accepts the connection made for the student, and then neither writes nor reads, or writes without end. */
    @Test
    void delaysOnlyTheReturnValueOfAGraderThatWritesEndlessly() {
        assertEquals("253", answer(grader -> {
            grader.receive("start");
            try (ServerSocketChannel server = SocketPrograms.listen(grader, "pabc")) {
                grader.requestStudent("pabc", Map.of("hard_time_limit", 1));
                grader.receive("run_student_started");
                Thread talker = Thread.ofVirtual().start(() -> writeEndlessly(server));
                long value = GraderSockets.awaitRetval(grader);
                talker.join();
                return GraderSockets.sendAnswer(grader, value);
            }
        }, ScriptedProgramContext::waitForKill));
    }

    private static void writeEndlessly(ServerSocketChannel server) {
        try (SocketChannel student = server.accept()) {
            while (true) {
                student.write(ByteBuffer.wrap(COMMAND));
            }
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("pipe"), e::getMessage);
        }
    }
}
