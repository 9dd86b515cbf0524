package dev.ingot.agent.status;

import dev.ingot.timing.Distribution;
import java.util.stream.LongStream;

/** Durations in nanoseconds summed up; percentiles by nearest rank, so each is one that was measured. */
public record Percentiles(int count, long p50, long p90, long p99) {

    /** All zero when there are no durations. */
    public static Percentiles of(LongStream nanos) {
        Distribution all = Distribution.of(nanos);
        return new Percentiles(all.count(), all.percentile(50), all.percentile(90), all.percentile(99));
    }
}
