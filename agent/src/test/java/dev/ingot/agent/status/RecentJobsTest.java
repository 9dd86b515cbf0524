package dev.ingot.agent.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.telemetry.Timelines;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RecentJobsTest {
    private long now;
    private final RecentJobs recent = new RecentJobs(() -> now);

    @Test
    void keepsTheLastHundredNewestFirst() {
        IntStream.range(0, 130).forEach(i -> recent.accept(Timelines.graded("job-" + i)));
        assertEquals(100, recent.newestFirst().size());
        assertEquals("job-129", recent.newestFirst().getFirst().jobId());
        assertEquals("job-30", recent.newestFirst().getLast().jobId());
    }

    @Test
    void percentilesIgnoreJobsOlderThanAnHour() {
        recent.accept(Timelines.graded("old"));
        now = Duration.ofMinutes(59).toNanos();
        recent.accept(Timelines.graded("new"));
        assertEquals(2, recent.lastHour().getFirst().grade().count());
        now = Duration.ofMinutes(61).toNanos();
        assertEquals(1, recent.lastHour().getFirst().grade().count());
        now = Duration.ofHours(3).toNanos();
        assertEquals(List.of(), recent.lastHour());
    }

    @Test
    void percentilesIgnoreJobsWithoutAContainer() {
        recent.accept(Timelines.refused("r"));
        assertEquals(List.of(), recent.lastHour());
    }

    @Test
    void percentilesAreMeasuredValues() {
        assertEquals(new Percentiles(100, 50, 90, 99), Percentiles.of(LongStream.rangeClosed(1, 100)));
        assertEquals(new Percentiles(3, 2, 3, 3), Percentiles.of(LongStream.of(3, 1, 2)));
        assertEquals(new Percentiles(0, 0, 0, 0), Percentiles.of(LongStream.empty()));
    }
}
