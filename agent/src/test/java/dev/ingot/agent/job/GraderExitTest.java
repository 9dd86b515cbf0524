package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.FaultyRuntime;
import dev.ingot.agent.runtime.FaultyRuntime.Fail;
import dev.ingot.agent.runtime.FaultyRuntime.Operation;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.protocol.JobResult;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Graders that do not end as they should. */
@Timeout(30)
class GraderExitTest {
    private static final String NO_RESULT =
        "The grader did not return a readable output : Grading container did not return any result.";

    private static final Map<String, Object> HOUR = Map.of("time", 3600);

    @TempDir
    private Path dir;

    private JobResult grade(ScriptedProgram grader) {
        return grade(grader, Map.of("time", 60));
    }

    private JobResult grade(ScriptedProgram grader, Map<String, Object> limits) {
        try (JobManagerFixture desk = new JobManagerFixture(dir, GraderPrograms.runtime(grader))) {
            return desk.grade(NewJobs.withLimits(NewJobs.standard(), limits));
        }
    }

    private static void assertCrash(String text, JobResult result) {
        assertEquals("crash", result.status());
        assertEquals(text, result.text());
        assertEquals("before", result.state());
    }

    private static void assertAborted(String status, JobResult result) {
        assertEquals(status, result.status());
        assertEquals("", result.text());
        assertEquals("before", result.state());
        assertEquals("", result.stdout());
    }

    @Test
    void crashesWhenTheGraderExitsBeforeReading() {
        assertCrash(NO_RESULT, grade(_ -> 0));
        assertCrash(NO_RESULT, grade(_ -> 127));
    }

    @Test
    void crashesWhenTheGraderExitsWithoutAResult() {
        assertCrash(NO_RESULT, grade(grader -> {
            grader.receive("start");
            grader.writeStderr("Traceback ...");
            return 1;
        }));
    }

    @Test
    void crashesWhenTheGraderExitsInsideAFrame() {
        assertCrash(NO_RESULT, grade(grader -> {
            grader.write(new byte[] {0, 0, 1, 0, (byte) 0x82});
            return 0;
        }));
    }

    @Test
    void stopsReadingAfterAnOversizedFrame() {
        assertCrash(NO_RESULT, grade(grader -> {
            grader.write(new byte[] {-1, -1, -1, -1});
            grader.write(new byte[1 << 20]);
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        }));
    }

    /** As much as no heap of a test has a third of. */
    @Test
    void overflowsWhenAMessageExceedsTheMemoryBudget() {
        assertAborted("overflow", grade(grader -> {
            long third = Runtime.getRuntime().maxMemory() / 3;
            int claimed = (int) Math.min(Integer.MAX_VALUE / 4, third);
            grader.write(ByteBuffer.allocate(9).putInt(claimed).put((byte) 0xdd).putInt(claimed / 2).array());
            return grader.waitForKill();
        }, HOUR));
    }

    @Test
    void acceptsTheDeepestValueThatPythonWrites() {
        Object deep = "bottom";
        for (int i = 0; i < 508; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> custom = Map.of("deep", deep);
        JobResult result = grade(grader -> {
            grader.sendResult(Map.of("result", "success", "custom", custom));
            return 0;
        });
        assertEquals("success", result.status(), result.text());
        assertEquals(custom, result.custom());
    }

    @Test
    void endsALiveGraderWhoseStreamsAreUnusable() {
        assertCrash(NO_RESULT, grade(grader -> {
            grader.write(new byte[] {-1, -1, -1, -1});
            return grader.waitForKill();
        }, HOUR));
        assertCrash(NO_RESULT, grade(grader -> {
            grader.closeStdout();
            grader.closeStderr();
            return grader.waitForKill();
        }, HOUR));
    }

    @Test
    void endsALiveGraderWhoseStreamBreaks() {
        FaultyRuntime runtime = new FaultyRuntime(GraderPrograms.runtime(ScriptedProgramContext::waitForKill))
            .at(Operation.READ, 1, new Fail(Kind.INTERNAL));
        try (JobManagerFixture desk = new JobManagerFixture(dir, runtime)) {
            assertCrash(NO_RESULT, desk.grade(NewJobs.withLimits(NewJobs.standard(), HOUR)));
        }
    }

    @Test
    void skipsMessagesThatCannotBeDecoded() {
        assertEquals("success", grade(grader -> {
            grader.write(new byte[] {0, 0, 0, 1, (byte) 0xc1});
            grader.write(new byte[] {0, 0, 0, 0});
            grader.send(Map.of("type", "greeting"));
            grader.send(Map.of("no", "type"));
            grader.send(Map.of("type", "run_student"));
            grader.send(Map.of("type", "run_student", "socket_id", 5, "time_limit", "soon"));
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        }).status());
    }

    @Test
    void rejectsAResultThatIsNotAMap() {
        for (Object result : List.of("success", 100, List.of(1))) {
            JobResult answer = grade(grader -> {
                grader.send(Map.of("type", "result", "result", result));
                return 0;
            });
            assertEquals("crash", answer.status());
            assertTrue(answer.text().endsWith("object has no attribute 'items'"), answer.text());
        }
    }

    @Test
    void treatsANilResultAsMissing() {
        assertCrash(NO_RESULT, grade(grader -> {
            Map<String, Object> message = new HashMap<>();
            message.put("type", "result");
            message.put("result", null);
            grader.send(message);
            return 0;
        }));
    }

    @Test
    void readsTheResultOfAGraderThatFloodsStderr() {
        assertEquals("success", grade(grader -> {
            for (int i = 0; i < 100; i++) {
                grader.writeStderr("x".repeat(10_000));
            }
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return 0;
        }).status());
    }

    @Test
    void waitsForTheLimitWhenOnlyStdoutIsClosed() {
        assertAborted("timeout", grade(grader -> {
            grader.closeStdout();
            return grader.waitForKill();
        }, Map.of("time", 60, "hard_time", 1)));
    }

    @Test
    void timesOutOnWallTime() {
        assertAborted("timeout", grade(grader -> grader.waitForKill(), Map.of("time", 60, "hard_time", 1)));
    }

    @Test
    void timesOutOnCpuTime() {
        assertAborted("timeout", grade(grader -> {
            grader.receive("start");
            grader.setUsage(new Usage(1_000_000_001L, 0, false));
            return grader.waitForKill();
        }, Map.of("time", 1)));
    }

    @Test
    void overflowsOnMemory() {
        assertAborted("overflow", grade(grader -> {
            grader.setUsage(new Usage(0, 0, true));
            return grader.waitForKill();
        }));
    }

    @Test
    void overflowsWhenTheGraderIsOomKilled() {
        assertAborted("overflow", grade(grader -> {
            grader.setUsage(new Usage(0, 0, true));
            return 137;
        }));
    }

    @Test
    void prefersALimitPassedBeforeTheResult() {
        assertAborted("overflow", grade(grader -> {
            grader.receive("start");
            grader.setUsage(new Usage(0, 0, true));
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return grader.waitForKill();
        }));
        assertAborted("timeout", grade(grader -> {
            grader.receive("start");
            grader.setUsage(new Usage(1_000_000_001L, 0, false));
            grader.sendResult(GraderPrograms.SUCCESS_RESULT);
            return grader.waitForKill();
        }, Map.of("time", 1)));
    }

    @Test
    void prefersMemoryOverTime() {
        assertAborted("overflow", grade(grader -> {
            grader.setUsage(new Usage(5_000_000_000L, 0, true));
            return grader.waitForKill();
        }, Map.of("time", 1)));
    }
}
