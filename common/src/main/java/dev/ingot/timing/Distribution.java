package dev.ingot.timing;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Durations in ascending order. Percentiles use the nearest rank, so each is one of the durations.
 *
 * @param sorted in nanoseconds; the caller does not change it
 */
public record Distribution(long[] sorted) {

    /** Returns the distribution of durations in nanoseconds, in any order. */
    public static Distribution of(LongStream nanos) {
        return new Distribution(nanos.sorted().toArray());
    }

    /** Returns the number of durations. */
    public int count() {
        return sorted.length;
    }

    /**
     * Returns a percentile in nanoseconds; 0 if there are no durations.
     *
     * @param percent above 0, at most 100
     */
    public long percentile(double percent) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100) - 1)];
    }

    /** Returns the longest duration in nanoseconds; 0 if there are no durations. */
    public long max() {
        return percentile(100);
    }

    /** Returns the shortest duration within 1.5 interquartile ranges below the first quartile (Tukey's whisker). */
    public long lowerWhisker() {
        double fence = percentile(25) - 1.5 * interquartileRange();
        return Arrays.stream(sorted).filter(nanos -> nanos >= fence).findFirst().orElseThrow();
    }

    /** Returns the longest duration within 1.5 interquartile ranges above the third quartile. */
    public long upperWhisker() {
        double fence = percentile(75) + 1.5 * interquartileRange();
        return Arrays.stream(sorted).filter(nanos -> nanos <= fence).max().orElseThrow();
    }

    private long interquartileRange() {
        return percentile(75) - percentile(25);
    }
}
