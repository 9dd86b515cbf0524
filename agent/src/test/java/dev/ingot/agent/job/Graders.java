package dev.ingot.agent.job;

import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.ScriptedProgram;
import dev.ingot.agent.runtime.ScriptedRuntime;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** What graders do in tests. */
final class Graders {
    static final Map<String, Object> GOOD = Map.of("result", "success", "text", "well done", "grade", 99.999, "state", "after");

    private Graders() { }

    /** Reads its start order and finds everything right. */
    static ScriptedProgram content() {
        return grader -> {
            grader.receive("start");
            grader.sendResult(GOOD);
            return 0;
        };
    }

    /** Reads its start order, says so, and works for ever. */
    static ScriptedProgram busy(CountDownLatch started) {
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
