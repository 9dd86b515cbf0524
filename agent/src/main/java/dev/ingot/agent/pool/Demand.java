package dev.ingot.agent.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How many parked slots one environment is worth: within its bounds, twice as many as jobs come while a slot is made, and
 * none when no job comes for long. For one thread at a time.
 */
final class Demand {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration PATIENCE_WITH_UNUSED = Duration.ofMinutes(10);
    private static final Duration PATIENCE_WITH_IDLE = Duration.ofHours(1);
    private static final int COUNTED = 1000;
    private static final double SMOOTHING = 0.2;

    private final Warmth bounds;
    private final LongSupplier nanoClock;
    private final Deque<Long> arrivals = new ArrayDeque<>();
    private long lastSeen;
    private boolean used;
    private double refillSeconds;

    Demand(Warmth bounds, LongSupplier nanoClock) {
        this.bounds = bounds;
        this.nanoClock = nanoClock;
        this.lastSeen = nanoClock.getAsLong();
    }

    /** A job asks for a slot. */
    void arrived() {
        used = true;
        lastSeen = nanoClock.getAsLong();
        arrivals.addLast(lastSeen);
        if (arrivals.size() > COUNTED) {
            arrivals.removeFirst();
        }
    }

    /** When a job came last, or else a time before any job could. */
    long lastArrival() {
        return used ? lastSeen : Long.MIN_VALUE;
    }

    /** A slot was made. */
    void refilled(long nanos) {
        double seconds = nanos / 1e9;
        refillSeconds = refillSeconds == 0 ? seconds : refillSeconds + SMOOTHING * (seconds - refillSeconds);
    }

    int wanted() {
        long now = nanoClock.getAsLong();
        Duration patience = used ? PATIENCE_WITH_IDLE : PATIENCE_WITH_UNUSED;
        if (now - lastSeen > patience.toNanos()) {
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
