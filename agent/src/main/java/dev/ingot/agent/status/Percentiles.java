package dev.ingot.agent.status;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Durations in nanoseconds summed up; percentiles by nearest rank, so each is one that was measured. */
public record Percentiles(int count, long p50, long p90, long p99) {

    /** All zero when there are no durations. */
    public static Percentiles of(LongStream nanos) {
        long[] sorted = nanos.toArray();
        Arrays.sort(sorted);
        return new Percentiles(sorted.length, percentile(sorted, 50), percentile(sorted, 90), percentile(sorted, 99));
    }

    private static long percentile(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }
}
