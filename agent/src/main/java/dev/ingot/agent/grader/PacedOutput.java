package dev.ingot.agent.grader;

import dev.ingot.grading.GraderOrder.StudentOutput;
import dev.ingot.grading.StudentMessage.Output;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For the grading program of INGInious 0.8 and 0.9, which loses a message that comes while it is busy with the one before:
 * what is printed meanwhile becomes one message, and {@link RelayPace} says when that may be sent.
 */
final class PacedOutput implements RelayedOutput {
    private static final Logger LOG = LoggerFactory.getLogger(PacedOutput.class);

    private final GradingChannel grader;
    private final String socketId;
    private final RelayPace pace = new RelayPace();
    private final MergedOutput waiting = new MergedOutput();
    private Thread sender;

    PacedOutput(GradingChannel grader, String socketId) {
        this.grader = grader;
        this.socketId = socketId;
    }

    @Override
    public void start() {
        pace.start();
        sender = Thread.ofVirtual().name("output of a student").start(this::send);
    }

    @Override
    public void begin() {
        pace.begin();
    }

    @Override
    public void pass(Output output) throws IOException, InterruptedException {
        if (!waiting.put(output)) {
            throw new IOException("the grader takes no more");
        }
    }

    private void send() {
        try {
            while (waiting.await() && pace.await()) {
                Optional<Output> next = waiting.take();
                if (next.isPresent()) {
                    Output output = next.get();
                    grader.send(new StudentOutput(socketId, output.kind(), output.bytes()));
                    pace.sent(output.bytes().length);
                }
            }
        } catch (IOException e) {
            LOG.debug("A grader takes no more of its student's output: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.close();
        }
    }

    @Override
    public void drain() throws InterruptedException {
        waiting.end();
        sender.join();
        pace.await();
    }

    @Override
    public void close() {
        waiting.close();
        pace.close();
    }
}
