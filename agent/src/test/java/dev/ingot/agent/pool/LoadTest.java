package dev.ingot.agent.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoadTest {
    private long now = -5;
    private final Load load = new Load(4, () -> now);

    @Test
    void nothingIsInTheWayWhileNoJobRuns() {
        assertTrue(load.pause() <= 0);
    }

    @Test
    void aJobThatJustCameIsGivenTime() {
        load.jobBegins();
        assertTrue(load.pause() > 0);
        now += Duration.ofMillis(50).toNanos();
        assertTrue(load.pause() <= 0);
    }

    @Test
    void jobsOnHalfOfTheProcessorsLeaveNone() {
        load.jobBegins();
        load.jobBegins();
        now += Duration.ofMillis(600).toNanos();
        assertEquals(Duration.ofMillis(400).toNanos(), load.pause());
        load.jobEnds();
        assertTrue(load.pause() <= 0);
        load.jobBegins();
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(load.pause() <= 0, "jobs that go on for long may only wait");
    }
}
