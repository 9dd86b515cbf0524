package dev.ingot.agent.job;

import dev.ingot.agent.resource.Cause;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.session.Outbox;
import dev.ingot.protocol.BackendMessage.NewJob;
import dev.ingot.protocol.JobResult;
import dev.ingot.timing.CompletionSummary;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a job ends, from whichever side: the first verdict is answered at once and takes the container along, whatever the
 * job's own thread is waiting for. Thread-safe.
 */
final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    private static final String UNSENDABLE = "The grader did not return a readable output : Feedback file is badly formatted.";

    /** For a small answer, several times over. */
    private static final MemoryReserve RESERVE = new MemoryReserve(1 << 20);
    private static final Verdict NO_MEMORY = new Verdict.Cut(Cause.OVERFLOW);
    private static final CompletionSummary OVERFLOW = CompletionSummary.aborted(Cause.OVERFLOW.status());
    /** Characters; a larger state is not encoded twice. */
    private static final int LARGEST_PREPARED = 1 << 16;
    /** With answers encoded anew; from then on with the one that was encoded ahead. */
    private static final int ENCODED_ANEW = 4;

    private final String previousState;
    private final JobReply reply;
    /** The answer when there is no memory for another: made, and where it is small encoded, while there is some. */
    private final JobResult lastResort;
    private final BooleanSupplier prepared;
    private final AtomicReference<CompletionSummary> outcome = new AtomicReference<>();
    private Container container;
    private Runnable waiting = () -> { };
    private boolean over;

    Ending(NewJob job, Outbox outbox) {
        this.previousState = job.input().get("@state") instanceof String state ? state : previous(job);
        this.reply = new JobReply(job.jobId(), outbox);
        this.lastResort = NO_MEMORY.result(previousState);
        this.prepared = prepared();
    }

    private BooleanSupplier prepared() {
        try {
            if (previousState == null || previousState.length() <= LARGEST_PREPARED) {
                return reply.prepare(lastResort);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("No answer to a job can be encoded ahead: {}", e.toString());
        }
        return () -> reply.done(lastResort);
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
            made.killOrRemove();
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
        Container victim = null;
        try {
            // In one step: whoever has seen the answer finds the job over.
            synchronized (this) {
                over = true;
                victim = container;
                try {
                    return answer(verdict);
                } finally {
                    waiting.run();
                }
            }
        } finally {
            if (victim != null) {
                victim.killOrRemove();
            }
        }
    }

    /** Answers the job; its container may still come to its end by itself. Whether this was the first verdict. */
    boolean answer(Verdict verdict) {
        JobResult result = lastResort;
        CompletionSummary counted = OVERFLOW;
        try {
            JobResult found = verdict.result(previousState);
            counted = verdict.outcome(found);
            result = found;
        } catch (OutOfMemoryError e) {
            LOG.error("There is no memory for the result of a job", e);
        }
        return outcome.compareAndSet(null, counted) && sent(result);
    }

    /** Answers the job as one that found no memory, unless it is answered: nothing else will be done for it. */
    void answerAtLast() {
        if (!reply.isDone()) {
            outcome.compareAndSet(null, OVERFLOW);
            insist(lastResort);
        }
    }

    /** What cannot be sent, or not for want of memory, is answered by something that can. */
    private boolean sent(JobResult result) {
        JobResult plain = lastResort;
        try {
            boolean first = reply.done(result);
            RESERVE.renew();
            return first;
        } catch (OutOfMemoryError e) {
            outcome.set(OVERFLOW);
        } catch (RuntimeException e) {
            LOG.error("The result of a job cannot be sent", e);
            Verdict instead = new Verdict.Crashed(UNSENDABLE);
            plain = instead.result(previousState);
            outcome.set(instead.outcome(plain));
        }
        return insist(plain);
    }

    private boolean insist(JobResult plain) {
        boolean first = RESERVE.spend(attempt -> attempt < ENCODED_ANEW ? reply.done(plain) : prepared.getAsBoolean());
        LOG.error("There was no memory for the result of a job, or it could not be sent: it is answered by another");
        return first;
    }

    /** How the job ended; null before. */
    CompletionSummary outcome() {
        return outcome.get();
    }
}
