package dev.ingot.agent.pool;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much jobs keep the host busy: they come before whatever is made ahead. For one thread at a time. */
final class Load {
    /** In which a job that just came is through its first steps, if it finds the host quiet. */
    private static final long LULL = Duration.ofMillis(50).toNanos();
    /** When jobs run on half of the processors or more: by then none of them is new, and some may only wait. */
    private static final long LONG_LULL = Duration.ofSeconds(1).toNanos();

    private final int processors;
    private final LongSupplier nanoClock;
    private int running;
    private long lastArrival;

    Load(int processors, LongSupplier nanoClock) {
        this.processors = processors;
        this.nanoClock = nanoClock;
        this.lastArrival = nanoClock.getAsLong() - LONG_LULL;
    }

    void jobBegins() {
        running++;
        lastArrival = nanoClock.getAsLong();
    }

    void jobEnds() {
        running--;
    }

    /** Whether a processor is free for something that a job is likely to ask for while it runs. */
    boolean spare() {
        return running < processors;
    }

    /** How long to wait before something may be made ahead: nanoseconds, zero or less for not at all. */
    long pause() {
        return lastArrival + (2 * running >= processors ? LONG_LULL : LULL) - nanoClock.getAsLong();
    }
}
