package dev.ingot.agent.session;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Measures how long the backend has been silent, by the monotonic clock, so that a changed wall clock aborts no job. Written
 * by one thread, read by any.
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

    /** Returns whether the backend ever sent a message. */
    boolean hasAnswered() {
        return answered;
    }

    /** Returns the time since the last message, or since the start when there was none. */
    long nanosSilent() {
        return nanoTime.getAsLong() - lastMessageNanos;
    }

    /** Returns the time until the backend counts as lost; zero or less when it does. */
    long nanosUntilLost() {
        return limit - nanosSilent();
    }
}
