package dev.ingot.agent.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandTest {
    private long now;

    private Demand demand(int min, int max) {
        return new Demand(new Warmth(min, max), () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void itBeginsAtTheLeast() {
        assertEquals(2, demand(2, 5).wanted());
        assertEquals(0, demand(0, 5).wanted());
    }

    @Test
    void oneIsKeptForWhatIsUsed() {
        Demand demand = demand(0, 5);
        demand.arrived();
        pass(Duration.ofMinutes(30));
        assertEquals(1, demand.wanted());
    }

    @Test
    void itGrowsWithTheJobsThatComeWhileOneIsMade() {
        Demand demand = demand(1, 8);
        demand.refilled(Duration.ofMillis(500).toNanos());
        for (int i = 0; i < 30; i++) {
            demand.arrived();
            pass(Duration.ofMillis(333));
        }
        assertEquals(4, demand.wanted(), "three in a second, twice 1.5, and one");
        for (int i = 0; i < 1000; i++) {
            demand.arrived();
        }
        assertEquals(8, demand.wanted());
        pass(Duration.ofSeconds(11));
        assertEquals(1, demand.wanted());
    }

    @Test
    void whatNobodyUsesCostsNothingAfterAWhile() {
        Demand demand = demand(2, 5);
        pass(Duration.ofMinutes(9));
        assertEquals(2, demand.wanted());
        pass(Duration.ofMinutes(2));
        assertEquals(0, demand.wanted());
        demand.arrived();
        pass(Duration.ofMinutes(59));
        assertEquals(2, demand.wanted());
        pass(Duration.ofMinutes(2));
        assertEquals(0, demand.wanted());
    }
}
