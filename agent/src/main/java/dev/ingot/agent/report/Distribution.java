package dev.ingot.agent.report;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Computes percentiles of durations by nearest rank, so that each percentile is a measured duration.
 *
 * @param sorted nanoseconds in ascending order; percentiles and whiskers need at least one
 */
public record Distribution(long[] sorted) {

    /** Sorts durations in nanoseconds. */
    static Distribution of(LongStream nanos) {
        long[] all = nanos.toArray();
        Arrays.sort(all);
        return new Distribution(all);
    }

    /** Returns the number of durations. */
    int count() {
        return sorted.length;
    }

    /** Returns the duration in nanoseconds that at least {@code percent} % of the durations do not exceed. */
    long percentile(double percent) {
        return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100) - 1)];
    }

    /** Returns the longest duration in nanoseconds. */
    long max() {
        return sorted[sorted.length - 1];
    }

    /** Returns the shortest duration within 1.5 interquartile ranges below the first quartile, as Tukey defines whiskers. */
    long lowerWhisker() {
        double fence = percentile(25) - 1.5 * interquartileRange();
        return Arrays.stream(sorted).filter(nanos -> nanos >= fence).findFirst().orElseThrow();
    }

    /** Returns the longest duration within 1.5 interquartile ranges above the third quartile. */
    long upperWhisker() {
        double fence = percentile(75) + 1.5 * interquartileRange();
        return Arrays.stream(sorted).filter(nanos -> nanos <= fence).max().orElseThrow();
    }

    private long interquartileRange() {
        return percentile(75) - percentile(25);
    }
}
