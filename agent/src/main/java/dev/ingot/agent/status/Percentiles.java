package dev.ingot.agent.status;

import dev.ingot.timing.Distribution;
import java.util.stream.LongStream;

/** Holds percentiles of durations in nanoseconds, by nearest rank: each percentile is a measured duration. */
public record Percentiles(int count, long p50, long p90, long p99) {

    /** Computes the percentiles of durations in nanoseconds; all are zero when there are no durations. */
    public static Percentiles of(LongStream nanos) {
        Distribution all = Distribution.of(nanos);
        return new Percentiles(all.count(), all.percentile(50), all.percentile(90), all.percentile(99));
    }
}
