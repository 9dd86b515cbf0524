package dev.ingot.agent.job;

import dev.ingot.agent.resource.Cause;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a job ends, from whichever side: the first verdict is answered at once and takes the container along, whatever the
 * job's own thread is waiting for. Thread-safe.
 */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    private static final String UNSENDABLE = "The grader did not return a readable output : Feedback file is badly formatted.";

    private final String previousState;
    private final JobReply reply;
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();
    private Container container;
    private Runnable waiting = () -> { };
    private boolean over;

    Ending(NewJob job, Outbox outbox) {
        this.previousState = job.input().get("@state") instanceof String state ? state : previous(job);
        this.reply = new JobReply(job.jobId(), outbox);
    }

    /** Sent back as it came: nil stays nil, missing becomes empty. */
    private static String previous(NewJob job) {
        return job.input().containsKey("@state") && job.input().get("@state") == null ? null : "";
    }

    JobReply reply() {
        return reply;
    }

    /** Whether the job's thread has nothing left to do but to clean up. */
    synchronized boolean over() {
        return over;
    }

    /** Hands over the container that dies with the job; it dies at once when the job is over already. */
    synchronized void take(Container made) {
        container = made;
        if (over) {
            made.end();
        }
    }

    /** Says how to end what the job's thread waits for beside its container; ended at once when the job is over already. */
    synchronized void cancelAtEnd(Runnable wait) {
        waiting = wait;
        if (over) {
            wait.run();
        }
    }

    /** Answers the job and ends its container. Whether this was the first verdict. */
    boolean cut(Verdict verdict) {
        boolean first;
        Container victim;
        // In one step: whoever has seen the answer finds the job over.
        synchronized (this) {
            first = answer(verdict);
            over = true;
            victim = container;
            waiting.run();
        }
        if (victim != null) {
            victim.end();
        }
        return first;
    }

    /** Answers the job; its container may still come to its end by itself. Whether this was the first verdict. */
    boolean answer(Verdict verdict) {
        JobResult result = verdict.result(previousState);
        return outcome.compareAndSet(null, verdict.outcome(result)) && sent(result);
    }

    /** What cannot be sent, or not for want of memory, is answered by something that can. */
    private boolean sent(JobResult result) {
        try {
            return reply.done(result);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("The result of a job cannot be sent", e);
            Verdict instead = e instanceof OutOfMemoryError ? new Verdict.Cut(Cause.OVERFLOW) : new Verdict.Crashed(UNSENDABLE);
            JobResult plain = instead.result(previousState);
            outcome.set(instead.outcome(plain));
            return reply.done(plain);
        }
    }

    /** How the job ended; null before. */
    Outcome outcome() {
        return outcome.get();
    }
}
