package dev.ingot.agent.job;

import dev.ingot.agent.runtime.ScriptedProgramContext;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads what the agent says about a student as the {@code run_student} of INGInious does: it asks and is answered, and what has
 * come by the time it asks is lost.
 */
final class ForgetfulReader {
    private static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<Map<String, Object>> there = new LinkedBlockingQueue<>();

    ForgetfulReader(ScriptedProgramContext grader) {
        Thread.ofVirtual().start(() -> receive(grader));
    }

    private void receive(ScriptedProgramContext grader) {
        try {
            while (true) {
                there.add(grader.receive());
            }
        } catch (IOException e) {
            // The container has ended, or is about to.
            there.add(Map.of("type", "end"));
        }
    }

    void ask() {
        there.clear();
    }

    Map<String, Object> answer() throws IOException, InterruptedException {
        Map<String, Object> answer = there.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("no answer: it came before the question");
        }
        return answer;
    }
}
