package dev.ingot.backend.load;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Summarizes durations by their number, median, 90th and 99th percentile, and maximum. */
public record LatencySummary(int count, Duration p50, Duration p90, Duration p99, Duration max) {

    /**
     * Summarizes durations. Percentiles use the nearest rank, so each is one of the durations.
     *
     * @throws IllegalArgumentException when there are no durations
     */
    public static LatencySummary of(Collection<Duration> durations) {
        if (durations.isEmpty()) {
            throw new IllegalArgumentException("no durations");
        }
        List<Duration> sorted = durations.stream().sorted().toList();
        return new LatencySummary(sorted.size(), percentile(sorted, 50), percentile(sorted, 90), percentile(sorted, 99),
            sorted.getLast());
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
    }
}
