package dev.ingot.agent.job;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedRuntime;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What graders do in tests. */
final class GraderPrograms {
    static final Map<String, Object> SUCCESS_RESULT = Map.of("result", "success", "text", "well done", "grade", 99.999, "state",
        "after");

    private GraderPrograms() { }

    /** Reads its start order and finds everything right. */
    static ScriptedProgram succeeding() {
        return grader -> {
            grader.receive("start");
            grader.sendResult(SUCCESS_RESULT);
            return 0;
        };
    }

    /** Reads its start order, says so, and works for ever. */
    static ScriptedProgram blocking(CountDownLatch started) {
        return grader -> {
            grader.receive("start");
            started.countDown();
            return grader.waitForKill();
        };
    }

    static ScriptedRuntime runtime(ScriptedProgram grader) {
        return runtime(grader, _ -> 0);
    }

    static ScriptedRuntime runtime(ScriptedProgram grader, ScriptedProgram student) {
        return new ScriptedRuntime().with(Images.image("default"), grader, student);
    }
}
