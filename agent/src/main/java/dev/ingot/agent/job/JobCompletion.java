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
 * Completes a job exactly once. The first completion sends the result at once, even while the job's thread is blocked;
 * {@link #abort} also kills the container and cancels what the job's thread waits for. A later completion sends nothing; a later
 * abort still kills the container. Thread-safe.
 */
final class JobCompletion {
    private static final Logger LOG = LoggerFactory.getLogger(JobCompletion.class);
    private static final String UNSENDABLE_RESULT_TEXT =
        "The grader did not return a readable output : Feedback file is badly formatted.";

    /** Enough for several attempts to send a small result. */
    private static final MemoryReserve RESERVE = new MemoryReserve(1 << 20);
    private static final CompletionReason NO_MEMORY = new CompletionReason.Aborted(AbortCause.OVERFLOW);
    private static final CompletionSummary OVERFLOW = CompletionSummary.aborted(AbortCause.OVERFLOW.status());
    /** In characters. A larger previous state is not encoded in advance. */
    private static final int MAX_ENCODED_IN_ADVANCE = 1 << 16;
    /** Number of attempts that encode the result; later attempts send the one encoded in advance. */
    private static final int FRESH_ENCODINGS = 4;

    private final String previousState;
    private final JobResponder responder;
    /** Sent when there is no memory for another result. Created, and encoded if it is small, when the job arrives. */
    private final JobResult lastResort;
    private final BooleanSupplier sendLastResort;
    private final AtomicReference<CompletionSummary> summary = new AtomicReference<>();
    private Container container;
    private Runnable cancelWait = () -> { };
    private boolean aborted;

    JobCompletion(NewJob job, Outbox outbox) {
        this.previousState = job.input().get("@state") instanceof String state ? state : previousStateOf(job);
        this.responder = new JobResponder(job.jobId(), outbox);
        this.lastResort = NO_MEMORY.result(previousState);
        this.sendLastResort = encodeInAdvance();
    }

    private BooleanSupplier encodeInAdvance() {
        try {
            if (previousState == null || previousState.length() <= MAX_ENCODED_IN_ADVANCE) {
                return responder.prepare(lastResort);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("Cannot encode the result for lack of memory in advance: {}", e.toString());
        }
        return () -> responder.sendResult(lastResort);
    }

    /** Returns the state as it came: null stays null, a missing one becomes empty. */
    private static String previousStateOf(NewJob job) {
        return job.input().containsKey("@state") && job.input().get("@state") == null ? null : "";
    }

    JobResponder responder() {
        return responder;
    }

    /** Returns whether the job was aborted, so that its thread only has to clean up. */
    synchronized boolean isAborted() {
        return aborted;
    }

    /** Registers the container that {@link #abort} kills. Kills it at once when the job was aborted before. */
    synchronized void attach(Container made) {
        container = made;
        if (aborted) {
            made.killOrRemove();
        }
    }

    /** Registers how to cancel what the job's thread waits for. Cancels it at once when the job was aborted before. */
    synchronized void cancelOnAbort(Runnable wait) {
        cancelWait = wait;
        if (aborted) {
            wait.run();
        }
    }

    /** Sends the result and kills the container. Returns whether this completed the job. */
    boolean abort(CompletionReason reason) {
        Container victim = null;
        try {
            // In one step: after the result was sent, every thread sees the job as aborted.
            synchronized (this) {
                aborted = true;
                victim = container;
                try {
                    return complete(reason);
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

    /** Sends the result; the container may exit by itself. Returns whether this completed the job. */
    boolean complete(CompletionReason reason) {
        JobResult result = lastResort;
        CompletionSummary counted = OVERFLOW;
        try {
            JobResult found = reason.result(previousState);
            counted = reason.summary(found);
            result = found;
        } catch (OutOfMemoryError e) {
            LOG.error("Not enough memory for the result of a job: it is answered as overflow", e);
        }
        return summary.compareAndSet(null, counted) && send(result);
    }

    /** Sends an overflow unless a result was sent. Called last, when nothing else can complete the job. */
    void sendOverflowIfUnanswered() {
        if (!responder.isResultSent()) {
            summary.compareAndSet(null, OVERFLOW);
            sendWithReserve(lastResort);
        }
    }

    /** Sends the result, or a small one in its place when it cannot be encoded. */
    private boolean send(JobResult result) {
        JobResult plain = lastResort;
        try {
            boolean first = responder.sendResult(result);
            RESERVE.renew();
            return first;
        } catch (OutOfMemoryError e) {
            summary.set(OVERFLOW);
        } catch (RuntimeException e) {
            LOG.error("Cannot encode the result of a job: it is answered as crash", e);
            CompletionReason instead = new CompletionReason.Crashed(UNSENDABLE_RESULT_TEXT);
            plain = instead.result(previousState);
            summary.set(instead.summary(plain));
        }
        return sendWithReserve(plain);
    }

    private boolean sendWithReserve(JobResult plain) {
        boolean first = RESERVE.spend(attempt ->
            attempt < FRESH_ENCODINGS ? responder.sendResult(plain) : sendLastResort.getAsBoolean());
        if (first) {
            LOG.error("Sent another result in place of one that could not be sent");
        }
        return first;
    }

    /** Returns how the job was completed; null before. */
    CompletionSummary summary() {
        return summary.get();
    }
}
