package dev.ingot.agent.job;

import dev.ingot.agent.limits.AbortCause;
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
final class JobCompletion {
    private static final Logger LOG = LoggerFactory.getLogger(JobCompletion.class);
    private static final String UNSENDABLE_RESULT_TEXT =
        "The grader did not return a readable output : Feedback file is badly formatted.";

    /** For a small answer, several times over. */
    private static final MemoryReserve RESERVE = new MemoryReserve(1 << 20);
    private static final CompletionReason NO_MEMORY = new CompletionReason.Aborted(AbortCause.OVERFLOW);
    private static final CompletionSummary OVERFLOW = CompletionSummary.aborted(AbortCause.OVERFLOW.status());
    /** Characters; a larger state is not encoded twice. */
    private static final int LARGEST_PREPARED = 1 << 16;
    /** With answers encoded anew; from then on with the one that was encoded ahead. */
    private static final int ENCODED_ANEW = 4;

    private final String previousState;
    private final JobResponder responder;
    /** The answer when there is no memory for another: made, and where it is small encoded, while there is some. */
    private final JobResult lastResort;
    private final BooleanSupplier prepared;
    private final AtomicReference<CompletionSummary> summary = new AtomicReference<>();
    private Container container;
    private Runnable cancelWait = () -> { };
    private boolean done;

    JobCompletion(NewJob job, Outbox outbox) {
        this.previousState = job.input().get("@state") instanceof String state ? state : previousStateOf(job);
        this.responder = new JobResponder(job.jobId(), outbox);
        this.lastResort = NO_MEMORY.result(previousState);
        this.prepared = prepared();
    }

    private BooleanSupplier prepared() {
        try {
            if (previousState == null || previousState.length() <= LARGEST_PREPARED) {
                return responder.prepare(lastResort);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("No answer to a job can be encoded ahead: {}", e.toString());
        }
        return () -> responder.sendResult(lastResort);
    }

    /** Sent back as it came: nil stays nil, missing becomes empty. */
    private static String previousStateOf(NewJob job) {
        return job.input().containsKey("@state") && job.input().get("@state") == null ? null : "";
    }

    JobResponder responder() {
        return responder;
    }

    /** Whether the job's thread has nothing left to do but to clean up. */
    synchronized boolean isDone() {
        return done;
    }

    /** Hands over the container that dies with the job; it dies at once when the job is over already. */
    synchronized void attach(Container made) {
        container = made;
        if (done) {
            made.killOrRemove();
        }
    }

    /** Says how to end what the job's thread waits for beside its container; ended at once when the job is over already. */
    synchronized void cancelOnAbort(Runnable wait) {
        cancelWait = wait;
        if (done) {
            wait.run();
        }
    }

    /** Answers the job and ends its container. Whether this was the first verdict. */
    boolean abort(CompletionReason verdict) {
        Container victim = null;
        try {
            // In one step: whoever has seen the answer finds the job over.
            synchronized (this) {
                done = true;
                victim = container;
                try {
                    return complete(verdict);
                } finally {
                    cancelWait.run();
                }
            }
        } finally {
            if (victim != null) {
                victim.killOrRemove();
            }
        }
    }

    /** Answers the job; its container may still come to its end by itself. Whether this was the first verdict. */
    boolean complete(CompletionReason verdict) {
        JobResult result = lastResort;
        CompletionSummary counted = OVERFLOW;
        try {
            JobResult found = verdict.result(previousState);
            counted = verdict.summary(found);
            result = found;
        } catch (OutOfMemoryError e) {
            LOG.error("There is no memory for the result of a job", e);
        }
        return summary.compareAndSet(null, counted) && send(result);
    }

    /** Answers the job as one that found no memory, unless it is answered: nothing else will be done for it. */
    void answerAtLast() {
        if (!responder.isResultSent()) {
            summary.compareAndSet(null, OVERFLOW);
            insist(lastResort);
        }
    }

    /** What cannot be sent, or not for want of memory, is answered by something that can. */
    private boolean send(JobResult result) {
        JobResult plain = lastResort;
        try {
            boolean first = responder.sendResult(result);
            RESERVE.renew();
            return first;
        } catch (OutOfMemoryError e) {
            summary.set(OVERFLOW);
        } catch (RuntimeException e) {
            LOG.error("The result of a job cannot be sent", e);
            CompletionReason instead = new CompletionReason.Crashed(UNSENDABLE_RESULT_TEXT);
            plain = instead.result(previousState);
            summary.set(instead.summary(plain));
        }
        return insist(plain);
    }

    private boolean insist(JobResult plain) {
        boolean first = RESERVE.spend(attempt -> attempt < ENCODED_ANEW ? responder.sendResult(plain) : prepared.getAsBoolean());
        LOG.error("There was no memory for the result of a job, or it could not be sent: it is answered by another");
        return first;
    }

    /** How the job ended; null before. */
    CompletionSummary summary() {
        return summary.get();
    }
}
