package dev.ingot.agent.job;

import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.JobResult;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one answer of one job, bound to the registration that brought it. The first result given is sent, any later one is
 * dropped. Thread-safe.
 */
final class JobReply {
    private final String jobId;
    private final Outbox outbox;
    private final AtomicReference<JobResult> sent = new AtomicReference<>();
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

    /** Whether this result was the first, and is now on its way. */
    boolean done(JobResult result) {
        boolean first = sent.compareAndSet(null, result);
        if (first) {
            outbox.put(new AgentMessage.JobDone(jobId, result));
        }
        return first;
    }

    boolean isDone() {
        return sent.get() != null;
    }

    /** Whether it came with this registration. */
    boolean boundTo(Outbox other) {
        return outbox == other;
    }
}
