package dev.ingot.agent.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StudentDemandTest {
    private long now;
    private final StudentDemand demand = new StudentDemand(true, () -> now);

    @Test
    void itIsWhatTheLastJobsAskedFor() {
        assertFalse(demand.expected(0));
        demand.ended(1);
        assertTrue(demand.expected(0));
        assertFalse(demand.expected(1), "no job had a second one");
        for (int i = 0; i < 7; i++) {
            demand.ended(0);
            assertTrue(demand.expected(0));
        }
        demand.ended(0);
        assertFalse(demand.expected(0), "eight jobs in turn had none");
    }

    @Test
    void aJobThatAsksOftenIsTakenToGoOn() {
        demand.ended(0);
        assertFalse(demand.expected(1));
        assertTrue(demand.expected(2));
    }

    @Test
    void failuresAreFollowedByLongerAndLongerPauses() {
        demand.ended(1);
        demand.failed();
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(demand.expected(0));
        demand.failed();
        now += Duration.ofSeconds(1).toNanos();
        assertFalse(demand.expected(0));
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(demand.expected(0));
        demand.made();
        demand.failed();
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(demand.expected(0));
    }

    @Test
    void whereNoneCanBeMadeNoneIsExpectedAndNoneIsMissed() {
        StudentDemand off = new StudentDemand(false, () -> now);
        off.ended(3);
        off.asked(false);
        assertFalse(off.expected(0));
        assertEquals(0, off.misses());
    }
}
