package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StudentDemandEstimatorTest {
    private long now;
    private final StudentDemandEstimator demand = new StudentDemandEstimator(true, () -> now);

    @Test
    void expectsWhatTheLastJobsRequested() {
        assertFalse(demand.isLikely(0));
        demand.recordJob(1);
        assertTrue(demand.isLikely(0));
        assertFalse(demand.isLikely(1), "no job had a second one");
        for (int i = 0; i < 7; i++) {
            demand.recordJob(0);
            assertTrue(demand.isLikely(0));
        }
        demand.recordJob(0);
        assertFalse(demand.isLikely(0), "eight jobs in turn had none");
    }

    @Test
    void expectsAnotherAfterTwoRequests() {
        demand.recordJob(0);
        assertFalse(demand.isLikely(1));
        assertTrue(demand.isLikely(2));
    }

    @Test
    void backsOffAfterFailures() {
        demand.recordJob(1);
        demand.recordFailure();
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(demand.isLikely(0));
        demand.recordFailure();
        now += Duration.ofSeconds(1).toNanos();
        assertFalse(demand.isLikely(0));
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(demand.isLikely(0));
        demand.recordSuccess();
        demand.recordFailure();
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(demand.isLikely(0));
    }

    @Test
    void expectsNothingAndCountsNoMissWhenDisabled() {
        StudentDemandEstimator off = new StudentDemandEstimator(false, () -> now);
        off.recordJob(3);
        off.recordRequest(false);
        assertFalse(off.isLikely(0));
        assertEquals(0, off.misses());
    }
}
