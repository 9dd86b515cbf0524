package dev.ingot.agent.report;

import java.util.Arrays;
import java.util.stream.LongStream;

/** Durations in nanoseconds, of which there is at least one. Percentiles by nearest rank: each was measured. */
public record Distribution(long[] sorted) {

    static Distribution of(LongStream nanos) {
        long[] all = nanos.toArray();
        Arrays.sort(all);
        return new Distribution(all);
    }

    int count() {
        return sorted.length;
    }

    long percentile(double percent) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100) - 1)];
    }

    long max() {
        return sorted[sorted.length - 1];
    }

    /** The farthest duration within one and a half boxes below the box, as Tukey draws whiskers. */
    long lowerWhisker() {
        double fence = percentile(25) - 1.5 * interquartileRange();
        return Arrays.stream(sorted).filter(nanos -> nanos >= fence).findFirst().orElseThrow();
    }

    /** The farthest duration within one and a half boxes above the box. */
    long upperWhisker() {
        double fence = percentile(75) + 1.5 * interquartileRange();
        return Arrays.stream(sorted).filter(nanos -> nanos <= fence).max().orElseThrow();
    }

    private long interquartileRange() {
        return percentile(75) - percentile(25);
    }
}
