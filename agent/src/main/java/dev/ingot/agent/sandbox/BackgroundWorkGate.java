package dev.ingot.agent.sandbox;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much jobs keep the host busy: they come before whatever is made ahead. For one thread at a time. */
final class BackgroundWorkGate {
    /** In which a job that just came is through its first steps, if it finds the host quiet. */
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    /** When jobs run on half of the processors or more: by then none of them is new, and some may only wait. */
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

    /** Whether a processor is free for something that a job is likely to ask for while it runs. */
    boolean hasSpareProcessor() {
        return runningJobs < processors;
    }

    /** How long to wait before something may be made ahead: nanoseconds, zero or less for not at all. */
    long nanosUntilAllowed() {
        return lastArrival + (2 * runningJobs >= processors ? LONG_PAUSE_NANOS : PAUSE_NANOS) - nanoClock.getAsLong();
    }
}
