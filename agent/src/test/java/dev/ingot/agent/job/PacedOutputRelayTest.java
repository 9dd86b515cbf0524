package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.protocol.JobResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A grading program that loses what comes while it is busy, as that of INGInious 0.8 and 0.9; its students are apart. */
@Timeout(60)
class PacedOutputRelayTest {
    private static final Set<Capability> ISOLATED = EnumSet.complementOf(EnumSet.of(Capability.SHARED_KERNEL));
    /** What the program does with a message before it asks for the next. */
    private static final int BUSY_MILLIS = 10;
    private static final int PIECES = 40;
    private static final byte[] PIECE = new byte[60_000];

    @TempDir
    private Path dir;

    private String answer(ScriptedProgram grader, ScriptedProgram student) {
        try (JobManagerFixture desk = new JobManagerFixture(dir, new ScriptedRuntime(ISOLATED)
            .with(Images.image("default", Map.of("agent_version", "3")), grader, student))) {
            JobResult result = desk.grade(NewJobs.withLimits(NewJobs.standard(), Map.of("time", 40, "memory", 100)));
            assertEquals("success", result.status(), result::text);
            return result.text();
        }
    }

    /** Runs students one after the other, and grades with the bytes of each stream and the return value of each. */
    private static ScriptedProgram runningStudents(int students) {
        return grader -> {
            grader.receive("start");
            LossyReader reader = new LossyReader(grader);
            StringBuilder told = new StringBuilder();
            for (int i = 0; i < students; i++) {
                told.append(follow(grader, reader, "p" + i)).append(' ');
            }
            return GraderSockets.sendAnswer(grader, told.toString().strip());
        };
    }

    private static String follow(ScriptedProgramContext grader, LossyReader reader, String socketId)
        throws IOException, InterruptedException {
        reader.discardPending();
        grader.requestStudent(socketId, Map.of());
        Map<String, Object> message = reader.awaitMessage();
        assertEquals("run_student_started", message.get("type"));
        Thread.sleep(BUSY_MILLIS);
        reader.discardPending();
        grader.send(Map.of("type", "run_student_init", "socket_id", socketId, "student_container_id", message.get("container_id"),
            "command", "ls", "teardown_script", "", "working_dir", "/task/student", "ssh", false, "user", "worker"));
        int out = 0;
        int err = 0;
        do {
            Thread.sleep(BUSY_MILLIS);
            reader.discardPending();
            message = reader.awaitMessage();
            out += message.get("type").equals("stdout") ? ((byte[]) message.get("message")).length : 0;
            err += message.get("type").equals("stderr") ? ((byte[]) message.get("message")).length : 0;
        } while (!message.get("type").equals("run_student_retval"));
        return out + "/" + err + "/" + message.get("retval");
    }

    private static Map<String, Object> printed(String stream, byte[] bytes) {
        return Map.of("type", stream, "socket_id", "", "message", bytes);
    }

    @Test
    void separatesTheOutputAndTheReturnValueOfAShortStudent() {
        assertEquals("3/4/7 3/4/7 3/4/7", answer(runningStudents(3), student -> {
            student.receive("run_student_init");
            student.send(printed("stdout", new byte[3]));
            student.send(printed("stderr", new byte[4]));
            return 7;
        }));
    }

    @Test
    void mergesTheOutputOfALongStudent() {
        assertEquals(PIECES * PIECE.length + "/" + PIECES + "/0", answer(runningStudents(1), student -> {
            student.receive("run_student_init");
            for (int i = 0; i < PIECES; i++) {
                student.send(printed("stdout", PIECE));
                student.send(printed("stderr", new byte[1]));
            }
            return 0;
        }));
    }

    @Test
    void tellsNoReturnValueBeforeTheCommandWasSent() {
        assertEquals("0/0/9", answer(runningStudents(1), _ -> 9));
    }
}
