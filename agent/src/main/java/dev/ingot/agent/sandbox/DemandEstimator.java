package dev.ingot.agent.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Estimates how many warm containers one environment should have: within its bounds, twice as many as jobs arrive during one
 * refill, and none after a long time without jobs. Not thread-safe.
 */
final class DemandEstimator {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration UNUSED_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);
    private static final int MAX_ARRIVALS = 1000;
    private static final double SMOOTHING = 0.2;

    private final IdleBounds bounds;
    private final LongSupplier nanoClock;
    private final Deque<Long> arrivals = new ArrayDeque<>();
    private long lastActivityNanos;
    private boolean used;
    private double refillSeconds;

    DemandEstimator(IdleBounds bounds, LongSupplier nanoClock) {
        this.bounds = bounds;
        this.nanoClock = nanoClock;
        this.lastActivityNanos = nanoClock.getAsLong();
    }

    /** Records that a job requested a warm container. */
    void recordArrival() {
        used = true;
        lastActivityNanos = nanoClock.getAsLong();
        arrivals.addLast(lastActivityNanos);
        if (arrivals.size() > MAX_ARRIVALS) {
            arrivals.removeFirst();
        }
    }

    /** Returns when a job last arrived on the nanosecond clock, or {@link Long#MIN_VALUE} if none has. */
    long lastArrival() {
        return used ? lastActivityNanos : Long.MIN_VALUE;
    }

    /** Records how many nanoseconds one refill took. */
    void recordRefill(long nanos) {
        double seconds = nanos / 1e9;
        refillSeconds = refillSeconds == 0 ? seconds : refillSeconds + SMOOTHING * (seconds - refillSeconds);
    }

    int targetSize() {
        long now = nanoClock.getAsLong();
        Duration patience = used ? IDLE_TIMEOUT : UNUSED_TIMEOUT;
        if (now - lastActivityNanos > patience.toNanos()) {
            return 0;
        }
        while (!arrivals.isEmpty() && now - arrivals.peekFirst() > WINDOW.toNanos()) {
            arrivals.removeFirst();
        }
        double arrivalsPerSecond = (double) arrivals.size() / WINDOW.toSeconds();
        int expected = used ? 1 + (int) Math.ceil(2 * arrivalsPerSecond * refillSeconds) : 0;
        return Math.clamp(expected, bounds.min(), bounds.max());
    }
}
