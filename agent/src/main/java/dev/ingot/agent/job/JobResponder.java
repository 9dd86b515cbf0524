package dev.ingot.agent.job;

import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.JobResult;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The one answer of one job, bound to the registration that brought it. The first result given is sent, any later one is
 * dropped. Thread-safe.
 */
final class JobResponder {
    private final String jobId;
    private final Outbox outbox;
    private final AtomicBoolean resultSent = new AtomicBoolean();
    private final AtomicBoolean debugSessionSent = new AtomicBoolean();

    JobResponder(String jobId, Outbox outbox) {
        this.jobId = jobId;
        this.outbox = outbox;
    }

    void sendStarted() {
        outbox.put(new AgentMessage.JobStarted(jobId));
    }

    /** At most one debug session is told of; frontends listen for no second. */
    boolean sendDebugSession(String host, int port, String user, String password) {
        boolean first = debugSessionSent.compareAndSet(false, true);
        if (first) {
            outbox.put(new AgentMessage.JobSshDebug(jobId, host, port, user, password));
        }
        return first;
    }

    /**
     * Whether this result was the first, and is now on its way.
     *
     * @throws RuntimeException when no message can be made of it; the job still waits for its answer then
     * @throws OutOfMemoryError likewise
     */
    boolean sendResult(JobResult result) {
        return sendResult(() -> outbox.put(new AgentMessage.JobDone(jobId, result)));
    }

    /**
     * Encodes a result ahead.
     *
     * @return what gives it as {@link #sendResult(JobResult)} does
     */
    BooleanSupplier prepare(JobResult result) {
        Runnable message = outbox.prepare(new AgentMessage.JobDone(jobId, result));
        return () -> sendResult(message);
    }

    private boolean sendResult(Runnable message) {
        if (!resultSent.compareAndSet(false, true)) {
            return false;
        }
        boolean put = false;
        try {
            message.run();
            put = true;
        } finally {
            if (!put) {
                resultSent.set(false);
            }
        }
        return true;
    }

    boolean isResultSent() {
        return resultSent.get();
    }

    /** Whether it came with this registration. */
    boolean isBoundTo(Outbox other) {
        return outbox == other;
    }
}
