package dev.ingot.agent.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {
    private final TimeLimits limits = TimeLimits.ofSeconds(10, 30);

    @Test
    void theStricterWinsFieldByField() {
        assertEquals(TimeLimits.ofSeconds(5, 30), limits.tightened(5, 31));
        assertEquals(TimeLimits.ofSeconds(10, 20), limits.tightened(11, 20));
        assertEquals(limits, limits.tightened(Long.MAX_VALUE, Long.MAX_VALUE));
    }

    @Test
    void zeroAndLessInherit() {
        assertEquals(limits, limits.tightened(0, 0));
        assertEquals(limits, limits.tightened(-1, Long.MIN_VALUE));
    }

    @Test
    void fractionsOfASecondSurvive() {
        TimeLimits odd = new TimeLimits(Duration.ofMillis(1500), Duration.ofMillis(1500));
        assertEquals(Duration.ofSeconds(1), odd.tightened(1, 2).cpu());
        assertEquals(Duration.ofMillis(1500), odd.tightened(1, 2).wall());
    }
}
