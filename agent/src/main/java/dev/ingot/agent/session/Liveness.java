package dev.ingot.agent.session;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long the backend has been silent, on a monotonic clock: a changed wall clock ends no job. Fed by one thread,
 * read by any.
 */
final class Liveness {
    private final LongSupplier nanoTime;
    private final long limit;
    private volatile long lastMessageNanos;
    private volatile boolean answered;

    Liveness(LongSupplier nanoTime, Duration limit) {
        this.nanoTime = nanoTime;
        this.limit = limit.toNanos();
        this.lastMessageNanos = nanoTime.getAsLong();
    }

    void recordMessage() {
        lastMessageNanos = nanoTime.getAsLong();
        answered = true;
    }

    /** Whether anything was ever heard. */
    boolean hasAnswered() {
        return answered;
    }

    /** Since the last word, or since the start when there was none. */
    long nanosSilent() {
        return nanoTime.getAsLong() - lastMessageNanos;
    }

    /** Until the backend counts as lost; not above zero when it does. */
    long nanosUntilLost() {
        return limit - nanosSilent();
    }
}
