package dev.ingot.agent.status;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Holds percentiles of durations in nanoseconds, by nearest rank: each percentile is a measured duration. */
public record Percentiles(int count, long p50, long p90, long p99) {

    /** Computes the percentiles of durations in nanoseconds; all are zero when there are no durations. */
    public static Percentiles of(LongStream nanos) {
        long[] sorted = nanos.toArray();
        Arrays.sort(sorted);
        return new Percentiles(sorted.length, percentile(sorted, 50), percentile(sorted, 90), percentile(sorted, 99));
    }

    private static long percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }
}
