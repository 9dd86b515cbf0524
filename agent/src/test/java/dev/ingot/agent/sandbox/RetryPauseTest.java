package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPauseTest {
    private long now;
    private final RetryPause pause = new RetryPause(() -> now);

    private void assertPauses(int seconds) {
        pause.recordFailure();
        now += Duration.ofSeconds(seconds).toNanos() - 1;
        assertFalse(pause.isOver(), () -> "before " + seconds + " s");
        now++;
        assertTrue(pause.isOver(), () -> "after " + seconds + " s");
    }

    @Test
    void doublesUpTo256SecondsAndStartsAnewAfterASuccess() {
        assertTrue(pause.isOver());
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 256}) {
            assertPauses(seconds);
        }
        pause.recordSuccess();
        assertPauses(1);
    }
}
