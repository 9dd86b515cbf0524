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
final class LossyReader {
    private static final int TIMEOUT_SECONDS = 10;

    private final BlockingQueue<Map<String, Object>> pending = new LinkedBlockingQueue<>();

    LossyReader(ScriptedProgramContext grader) {
        Thread.ofVirtual().start(() -> receive(grader));
    }

    private void receive(ScriptedProgramContext grader) {
        try {
            while (true) {
                pending.add(grader.receive());
            }
        } catch (IOException e) {
            // The container has ended, or is about to.
            pending.add(Map.of("type", "end"));
        }
    }

    void discardPending() {
        pending.clear();
    }

    Map<String, Object> awaitMessage() throws IOException, InterruptedException {
        Map<String, Object> answer = pending.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (answer == null) {
            throw new IOException("no answer: it came before the question");
        }
        return answer;
    }
}
