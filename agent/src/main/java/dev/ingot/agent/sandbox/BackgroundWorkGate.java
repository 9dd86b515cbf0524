package dev.ingot.agent.sandbox;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Delays background work while jobs keep the host busy, since jobs take precedence over it. Not thread-safe. */
final class BackgroundWorkGate {
    /** A new job on an idle host finishes its first steps within this time. */
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    /** Used when jobs run on at least half of the processors: after it no job is new, and some may only wait. */
    private static final long LONG_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final int processors;
    private final LongSupplier nanoClock;
    private int runningJobs;
    private long lastArrival;

    BackgroundWorkGate(int processors, LongSupplier nanoClock) {
        this.processors = processors;
        this.nanoClock = nanoClock;
        this.lastArrival = nanoClock.getAsLong() - LONG_PAUSE_NANOS;
    }

    void beginJob() {
        runningJobs++;
        lastArrival = nanoClock.getAsLong();
    }

    void endJob() {
        runningJobs--;
    }

    /** Returns whether a processor is free to prepare something that a running job is likely to request. */
    boolean hasSpareProcessor() {
        return runningJobs < processors;
    }

    /** Returns how long background work must wait, in nanoseconds; zero or less if it may start now. */
    long nanosUntilAllowed() {
        return lastArrival + (2 * runningJobs >= processors ? LONG_PAUSE_NANOS : PAUSE_NANOS) - nanoClock.getAsLong();
    }
}
