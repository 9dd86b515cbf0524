package dev.ingot.agent.student;

import dev.ingot.agent.grader.GradingChannel;
import dev.ingot.grading.GraderOrder.StudentOutput;
import dev.ingot.grading.StudentMessage.Output;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For the grading program of INGInious 0.8 and 0.9, which loses a message that comes while it is busy with the one before:
 * what is printed meanwhile becomes one message, and {@link OutputPacer} says when that may be sent.
 */
final class PacedOutputRelay implements OutputRelay {
    private static final Logger LOG = LoggerFactory.getLogger(PacedOutputRelay.class);

    private final GradingChannel grader;
    private final String socketId;
    private final OutputPacer pacer = new OutputPacer();
    private final MergingOutputBuffer buffer = new MergingOutputBuffer();
    private Thread sender;

    PacedOutputRelay(GradingChannel grader, String socketId) {
        this.grader = grader;
        this.socketId = socketId;
    }

    @Override
    public void markStarted() {
        pacer.markStarted();
        sender = Thread.ofVirtual().name("output of a student").start(this::send);
    }

    @Override
    public void markCommandSent() {
        pacer.markCommandSent();
    }

    @Override
    public void relay(Output output) throws IOException, InterruptedException {
        if (!buffer.put(output)) {
            throw new IOException("the grader reads no more messages");
        }
    }

    private void send() {
        try {
            while (buffer.await() && pacer.await()) {
                Optional<Output> next = buffer.take();
                if (next.isPresent()) {
                    Output output = next.get();
                    grader.send(new StudentOutput(socketId, output.kind(), output.bytes()));
                    pacer.recordSent(output.bytes().length);
                }
            }
        } catch (IOException e) {
            LOG.debug("Stopped sending a student's output to its grader: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            buffer.close();
        }
    }

    @Override
    public void drain() throws InterruptedException {
        buffer.end();
        sender.join();
        pacer.await();
    }

    @Override
    public void close() {
        buffer.close();
        pacer.close();
    }
}
