package dev.ingot.backend.load;

import dev.ingot.timing.Distribution;
import java.time.Duration;
import java.util.Collection;

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
        Distribution all = Distribution.of(durations.stream().mapToLong(Duration::toNanos));
        return new LatencySummary(all.count(), Duration.ofNanos(all.percentile(50)), Duration.ofNanos(all.percentile(90)),
            Duration.ofNanos(all.percentile(99)), Duration.ofNanos(all.max()));
    }
}
