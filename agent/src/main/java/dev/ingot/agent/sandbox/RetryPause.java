package dev.ingot.agent.sandbox;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Delays the next try after a failure: by 1 s, twice as long after each failure in a row, at most 256 s. Not thread-safe. */
final class RetryPause {
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int MAX_DOUBLINGS = 8;

    private final LongSupplier nanoClock;
    private int failuresInARow;
    private long pausedUntil;

    /** @param nanoClock nanoseconds since any fixed moment */
    RetryPause(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.pausedUntil = nanoClock.getAsLong();
    }

    /** Returns whether a try may begin. */
    boolean isOver() {
        return nanoClock.getAsLong() - pausedUntil >= 0;
    }

    /** Begins a pause. */
    void recordFailure() {
        pausedUntil = nanoClock.getAsLong() + (FIRST_PAUSE << Math.min(failuresInARow++, MAX_DOUBLINGS));
    }

    /** Makes the pause after the next failure the shortest; a pause that has begun continues. */
    void recordSuccess() {
        failuresInARow = 0;
    }
}
