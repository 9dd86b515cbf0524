package dev.ingot.agent.background;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackgroundLoopTest {
    @Test
    void goesOnAfterExceptionsAndErrorsAndCountsThem() {
        AtomicInteger rounds = new AtomicInteger();
        new BackgroundLoop("test of failures", () -> switch (rounds.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("unexpected, as this test wants");
            case 2 -> throw new NoClassDefFoundError("unexpected, as this test wants");
            default -> rounds.get() < 5;
        }).run();
        assertEquals(5, rounds.get());
        assertEquals(2, BackgroundLoop.failuresByName().get("test of failures"));
    }

    @Test
    void endsWhenInterruptedInARoundOrInThePauseAfterAFailure() throws InterruptedException {
        BackgroundLoop.Round waiting = () -> {
            Thread.sleep(Duration.ofHours(1));
            return true;
        };
        BackgroundLoop.Round failing = () -> {
            throw new IllegalStateException("unexpected, as this test wants");
        };
        for (BackgroundLoop.Round round : List.of(waiting, failing)) {
            Thread thread = Thread.ofVirtual().start(new BackgroundLoop("test of interrupts", round));
            Eventually.awaitTrue(() -> thread.getState() == Thread.State.TIMED_WAITING, () -> "the loop does not pause");
            thread.interrupt();
            assertTrue(thread.join(Duration.ofSeconds(5)));
        }
    }

    @Test
    void waitsLongerAfterEachFailureInARowUpToTenSeconds() {
        assertEquals(Duration.ofMillis(100), BackgroundLoop.pauseAfter(0));
        assertEquals(Duration.ofMillis(400), BackgroundLoop.pauseAfter(2));
        assertEquals(Duration.ofSeconds(10), BackgroundLoop.pauseAfter(7));
        assertEquals(Duration.ofSeconds(10), BackgroundLoop.pauseAfter(Integer.MAX_VALUE));
    }
}
