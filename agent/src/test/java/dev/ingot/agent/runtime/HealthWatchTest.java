package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class HealthWatchTest {
    @Test
    void itLooksAtOnceAndAgain() throws InterruptedException {
        try (HealthWatch watch = HealthWatch.start(List.of(new ScriptedRuntime()), Duration.ofMillis(1))) {
            while (!watch.latest("scripted").equals(Optional.of(new Health.Ready("1")))) {
                Thread.sleep(1);
            }
            assertTrue(watch.latest("nobody").isEmpty());
        }
    }
}
