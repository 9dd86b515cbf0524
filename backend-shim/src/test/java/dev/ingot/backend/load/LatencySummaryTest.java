package dev.ingot.backend.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencySummaryTest {
    @Test
    void percentilesAreDurationsThatWereMeasured() {
        List<Duration> durations = new ArrayList<>(IntStream.rangeClosed(1, 200).mapToObj(Duration::ofMillis).toList());
        Collections.shuffle(durations, new Random(1));
        assertEquals(
            new LatencySummary(200, Duration.ofMillis(100), Duration.ofMillis(180), Duration.ofMillis(198),
            Duration.ofMillis(200)), LatencySummary.of(durations));
    }

    @Test
    void summarizesOneAndTwoDurationsAndRejectsNone() {
        Duration one = Duration.ofMillis(1);
        Duration three = Duration.ofMillis(3);
        assertEquals(new LatencySummary(1, one, one, one, one), LatencySummary.of(List.of(one)));
        assertEquals(new LatencySummary(2, one, three, three, three), LatencySummary.of(List.of(three, one)));
        assertThrows(IllegalArgumentException.class, () -> LatencySummary.of(List.of()));
    }
}
