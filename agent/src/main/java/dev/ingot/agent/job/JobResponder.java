package dev.ingot.agent.job;

import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.JobResult;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Sends the messages about one job over the registration that brought it. Sends the first result and drops any later one.
 * Thread-safe.
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

    /** Announces a debug session; only the first of a job is sent. Returns whether this was the first. */
    boolean sendDebugSession(String host, int port, String user, String password) {
        boolean first = debugSessionSent.compareAndSet(false, true);
        if (first) {
            outbox.put(new AgentMessage.JobSshDebug(jobId, host, port, user, password));
        }
        return first;
    }

    /**
     * Sends a result unless one was sent.
     *
     * @return whether this result was sent
     * @throws RuntimeException when the result cannot be encoded; the job is then still unanswered
     * @throws OutOfMemoryError likewise
     */
    boolean sendResult(JobResult result) {
        return sendResult(() -> outbox.put(new AgentMessage.JobDone(jobId, result)));
    }

    /**
     * Encodes a result in advance.
     *
     * @return sends that result as {@link #sendResult(JobResult)} does
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

    /** Returns whether the job came over this registration. */
    boolean isBoundTo(Outbox other) {
        return outbox == other;
    }
}
