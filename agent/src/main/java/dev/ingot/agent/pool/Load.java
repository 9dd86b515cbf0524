package dev.ingot.agent.pool;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How much jobs keep the host busy: they come before whatever is made ahead. For one thread at a time. */
final class Load {
    /** In which a job that just came has started, if it finds the host quiet. */
    private static final long LULL = Duration.ofMillis(50).toNanos();
    /** A job's end is told; this is only lest a word be lost. */
    private static final long UNTIL_ONE_ENDS = Duration.ofSeconds(1).toNanos();

    private final int processors;
    private final LongSupplier nanoClock;
    private int running;
    private long quietAt;

    Load(int processors, LongSupplier nanoClock) {
        this.processors = processors;
        this.nanoClock = nanoClock;
        this.quietAt = nanoClock.getAsLong();
    }

    void jobBegins() {
        running++;
        quietAt = nanoClock.getAsLong() + LULL;
    }

    void jobEnds() {
        running--;
    }

    /** How long to wait before something may be made ahead: nanoseconds, zero or less for not at all. */
    long pause() {
        return running >= processors ? UNTIL_ONE_ENDS : quietAt - nanoClock.getAsLong();
    }
}
