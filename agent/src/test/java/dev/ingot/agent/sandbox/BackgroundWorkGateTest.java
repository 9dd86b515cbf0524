package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackgroundWorkGateTest {
    private long now = -5;
    private final BackgroundWorkGate gate = new BackgroundWorkGate(4, () -> now);

    @Test
    void allowsWorkWhileNoJobRuns() {
        assertTrue(gate.nanosUntilAllowed() <= 0);
    }

    @Test
    void pausesAfterAnArrival() {
        gate.beginJob();
        assertTrue(gate.nanosUntilAllowed() > 0);
        now += Duration.ofMillis(50).toNanos();
        assertTrue(gate.nanosUntilAllowed() <= 0);
    }

    @Test
    void pausesLongerWhenJobsRunOnHalfOfTheProcessors() {
        gate.beginJob();
        gate.beginJob();
        now += Duration.ofMillis(600).toNanos();
        assertEquals(Duration.ofMillis(400).toNanos(), gate.nanosUntilAllowed());
        gate.endJob();
        assertTrue(gate.nanosUntilAllowed() <= 0);
        gate.beginJob();
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(gate.nanosUntilAllowed() <= 0, "jobs that go on for long may only wait");
    }
}
