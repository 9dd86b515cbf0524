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
final class JobReply {
    private final String jobId;
    private final Outbox outbox;
    private final AtomicBoolean sent = new AtomicBoolean();
    private final AtomicBoolean sshTold = new AtomicBoolean();

    JobReply(String jobId, Outbox outbox) {
        this.jobId = jobId;
        this.outbox = outbox;
    }

    void started() {
        outbox.put(new AgentMessage.JobStarted(jobId));
    }

    /** At most one debug session is told of; frontends listen for no second. */
    boolean ssh(String host, int port, String user, String password) {
        boolean first = sshTold.compareAndSet(false, true);
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
    boolean done(JobResult result) {
        return done(() -> outbox.put(new AgentMessage.JobDone(jobId, result)));
    }

    /**
     * Encodes a result ahead.
     *
     * @return what gives it as {@link #done(JobResult)} does
     */
    BooleanSupplier prepare(JobResult result) {
        Runnable message = outbox.prepare(new AgentMessage.JobDone(jobId, result));
        return () -> done(message);
    }

    private boolean done(Runnable message) {
        if (!sent.compareAndSet(false, true)) {
            return false;
        }
        boolean put = false;
        try {
            message.run();
            put = true;
        } finally {
            if (!put) {
                sent.set(false);
            }
        }
        return true;
    }

    boolean isDone() {
        return sent.get();
    }

    /** Whether it came with this registration. */
    boolean boundTo(Outbox other) {
        return outbox == other;
    }
}
