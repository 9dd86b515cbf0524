package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class HealthWatchTest {
    private static void await(HealthWatch watch, Predicate<Health> seen) {
        Eventually.awaitTrue(() -> watch.latest("scripted").filter(seen).isPresent(),
            () -> "last seen: " + watch.latest("scripted"));
    }

    @Test
    void probesAtOnceAndRepeatedly() throws InterruptedException {
        try (HealthWatch watch = HealthWatch.start(List.of(new ScriptedRuntime()), Duration.ofMillis(1))) {
            await(watch, health -> Optional.of(health).equals(Optional.of(new Health.Ready("1"))));
            assertTrue(watch.latest("unknown").isEmpty());
        }
    }

    @Test
    void reportsUnavailableWhenTheProbeThrowsAndProbesAgain() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        ScriptedRuntime runtime = new ScriptedRuntime().onProbe(() -> {
            if (calls.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("unexpected, as this test requires");
            }
        });
        readyAndThenNot(runtime);
    }

    @Test
    void anErrorOfAProbeIsNoHealthEither() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        readyAndThenNot(new ScriptedRuntime().onProbe(() -> {
            if (calls.incrementAndGet() % 2 == 0) {
                throw new StackOverflowError("unexpected, as this test requires");
            }
        }));
    }

    @Test
    void aProbeThatTheEndInterruptsTellsNothing() throws InterruptedException {
        CountDownLatch probing = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ScriptedRuntime runtime = new ScriptedRuntime().onProbe(() -> {
            probing.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
            interrupted.countDown();
        });
        HealthWatch watch = HealthWatch.start(List.of(runtime), Duration.ofMillis(1));
        probing.await();
        watch.close();
        interrupted.await();
        // Time in which a result could still be recorded: its absence cannot be awaited.
        Thread.sleep(50);
        assertTrue(watch.latest("scripted").isEmpty());
    }

    private static void readyAndThenNot(ScriptedRuntime runtime) throws InterruptedException {
        try (HealthWatch watch = HealthWatch.start(List.of(runtime), Duration.ofMillis(20))) {
            await(watch, health -> health instanceof Health.Ready);
            await(watch, health -> health instanceof Health.Unavailable(String reason, String _)
                && reason.contains("as this test requires"));
            await(watch, health -> health instanceof Health.Ready);
        }
    }
}
