package dev.ingot.agent.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {
    private final TimeLimits limits = TimeLimits.ofSeconds(10, 30);

    @Test
    void takesTheStricterOfEachField() {
        assertEquals(TimeLimits.ofSeconds(5, 30), limits.tightenTo(5, 31));
        assertEquals(TimeLimits.ofSeconds(10, 20), limits.tightenTo(11, 20));
        assertEquals(limits, limits.tightenTo(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void keepsTheLimitForZeroAndNegativeValues() {
        assertEquals(limits, limits.tightenTo(0, 0));
        assertEquals(limits, limits.tightenTo(-1, Long.MIN_VALUE));
    }

    @Test
    void keepsFractionsOfASecond() {
        TimeLimits odd = new TimeLimits(Duration.ofMillis(1500), Duration.ofMillis(1500));
        assertEquals(Duration.ofSeconds(1), odd.tightenTo(1, 2).cpu());
        assertEquals(Duration.ofMillis(1500), odd.tightenTo(1, 2).wall());
    }
}
