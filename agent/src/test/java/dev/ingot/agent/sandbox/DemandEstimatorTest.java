package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandEstimatorTest {
    private long now;

    private DemandEstimator demand(int min, int max) {
        return new DemandEstimator(new IdleBounds(min, max), () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void startsAtTheMinimum() {
        assertEquals(2, demand(2, 5).targetSize());
        assertEquals(0, demand(0, 5).targetSize());
    }

    @Test
    void keepsOneForAUsedEnvironment() {
        DemandEstimator demand = demand(0, 5);
        demand.recordArrival();
        pass(Duration.ofMinutes(30));
        assertEquals(1, demand.targetSize());
    }

    @Test
    void growsWithTheArrivalsDuringARefill() {
        DemandEstimator demand = demand(1, 8);
        demand.recordRefill(Duration.ofMillis(500).toNanos());
        for (int i = 0; i < 30; i++) {
            demand.recordArrival();
            pass(Duration.ofMillis(333));
        }
        assertEquals(4, demand.targetSize(), "three in a second, twice 1.5, and one");
        for (int i = 0; i < 1000; i++) {
            demand.recordArrival();
        }
        assertEquals(8, demand.targetSize());
        pass(Duration.ofSeconds(11));
        assertEquals(1, demand.targetSize());
    }

    @Test
    void dropsToZeroWhenUnused() {
        DemandEstimator demand = demand(2, 5);
        pass(Duration.ofMinutes(9));
        assertEquals(2, demand.targetSize());
        pass(Duration.ofMinutes(2));
        assertEquals(0, demand.targetSize());
        demand.recordArrival();
        pass(Duration.ofMinutes(59));
        assertEquals(2, demand.targetSize());
        pass(Duration.ofMinutes(2));
        assertEquals(0, demand.targetSize());
    }
}
