package dev.ingot.backend.load;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Durations summed up the way load is judged: by what most, nearly all, and the unluckiest had to wait. */
public record LatencySummary(int count, Duration p50, Duration p90, Duration p99, Duration max) {

    /**
     * Percentiles by nearest rank: each is a duration that was measured.
     *
     * @throws IllegalArgumentException when there are none
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
