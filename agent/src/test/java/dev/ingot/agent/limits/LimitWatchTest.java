package dev.ingot.agent.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LimitWatchTest {
    private static final Set<Capability> CHEAP = Set.of(Capability.CHEAP_USAGE);
    private static final TimeLimits AMPLE = TimeLimits.ofSeconds(60, 60);
    /** How late a limit may be noticed. */
    private static final long TOLERANCE_MILLIS = 100;
    /** A busy machine may delay any thread; it makes no late watch punctual. */
    private static final int ATTEMPTS = 5;

    private final BlockingQueue<AbortCause> reports = new LinkedBlockingQueue<>();
    private final AtomicReference<Usage> usage = new AtomicReference<>(new Usage(0, 0, false));

    private LimitWatch watch(Set<Capability> capabilities, TimeLimits limits) {
        return watch(usage::get, capabilities, limits);
    }

    private LimitWatch watch(Supplier<Usage> meter, Set<Capability> capabilities, TimeLimits limits) {
        return LimitWatch.start(new MeteredContainer(meter), capabilities, limits, reports::add);
    }

    private AbortCause nextReport() throws InterruptedException {
        return reports.poll(5, TimeUnit.SECONDS);
    }

    private void assertNoReport() throws InterruptedException {
        assertNull(reports.poll(TOLERANCE_MILLIS, TimeUnit.MILLISECONDS));
    }

    private static TimeLimits millis(long cpu, long wall) {
        return new TimeLimits(Duration.ofMillis(cpu), Duration.ofMillis(wall));
    }

    /** How many milliseconds after the limit was passed the strike came. */
    private interface Attempt {
        long delayMillis() throws InterruptedException;
    }

    /** Fails unless most attempts are punctual: on a busy host a few may be late. */
    private static void assertPunctual(Attempt attempt) throws InterruptedException {
        List<Long> delays = new ArrayList<>();
        long late = 0;
        while (late <= ATTEMPTS / 2 && delays.size() - late <= ATTEMPTS / 2) {
            delays.add(attempt.delayMillis());
            late = delays.stream().filter(delay -> delay > TOLERANCE_MILLIS).count();
        }
        assertTrue(late <= ATTEMPTS / 2, () -> "milliseconds between the limit and the report: " + delays);
    }

    private long delayAfter(Usage passing, AbortCause cause, TimeLimits limits) throws InterruptedException {
        usage.set(new Usage(0, 0, false));
        try (LimitWatch watch = watch(CHEAP, limits)) {
            long passed = System.nanoTime();
            usage.set(passing);
            assertEquals(cause, nextReport());
            long late = (System.nanoTime() - passed) / 1_000_000;
            assertEquals(Optional.of(cause), watch.exceededLimit());
            return late;
        }
    }

    @Test
    void enforcesTheWallLimitWhenReadingsFail() throws InterruptedException {
        AtomicInteger readings = new AtomicInteger();
        Supplier<Usage> failing = () -> {
            if (readings.incrementAndGet() > 1) {
                throw new IllegalStateException("unexpected, as this test wants");
            }
            return new Usage(0, 0, false);
        };
        try (LimitWatch watch = watch(failing, CHEAP, millis(60_000, 300))) {
            assertEquals(AbortCause.TIMEOUT, nextReport());
            assertThrows(IllegalStateException.class, watch::exceededLimit, "the job hears of it");
        }
    }

    @Test
    void reportsMemoryAfterAFailedReading() throws InterruptedException {
        AtomicInteger readings = new AtomicInteger();
        Supplier<Usage> failing = () -> {
            if (readings.incrementAndGet() == 2) {
                throw new IllegalStateException("unexpected, as this test wants");
            }
            return new Usage(0, 0, readings.get() > 3);
        };
        try (LimitWatch _ = watch(failing, CHEAP, AMPLE)) {
            assertEquals(AbortCause.OVERFLOW, nextReport());
        }
    }

    @Test
    void cpuTimeIsNoticedWithinTheTolerance() throws InterruptedException {
        assertPunctual(() -> delayAfter(new Usage(2_000_000_001L, 0, false), AbortCause.TIMEOUT, millis(2000, 60_000)));
    }

    @Test
    void memoryIsNoticedWithinTheTolerance() throws InterruptedException {
        assertPunctual(() -> delayAfter(new Usage(0, 0, true), AbortCause.OVERFLOW, AMPLE));
    }

    @Test
    void exactlyTheCpuLimitIsWithinIt() throws InterruptedException {
        try (LimitWatch _ = watch(CHEAP, millis(2000, 60_000))) {
            usage.set(new Usage(2_000_000_000L, 0, false));
            assertNoReport();
        }
    }

    @Test
    void cpuTimeBeforeTheWatchDoesNotCount() throws InterruptedException {
        usage.set(new Usage(5_000_000_000L, 0, false));
        try (LimitWatch watch = watch(CHEAP, millis(100, 60_000))) {
            assertEquals(Optional.empty(), watch.exceededLimit());
            usage.set(new Usage(5_100_000_001L, 0, false));
            assertEquals(AbortCause.TIMEOUT, nextReport());
        }
    }

    @Test
    void reportsTheWallLimitInTimeWhenReadingIsExpensive() throws InterruptedException {
        for (Set<Capability> capabilities : Set.of(CHEAP, Set.<Capability>of())) {
            assertPunctual(() -> {
                long start = System.nanoTime();
                try (LimitWatch _ = watch(capabilities, millis(60_000, 150))) {
                    assertEquals(AbortCause.TIMEOUT, nextReport());
                    long late = (System.nanoTime() - start) / 1_000_000 - 150;
                    assertTrue(late >= 0, () -> "struck " + -late + " ms too soon");
                    return late;
                }
            });
        }
    }

    @Test
    void reportsMemoryBeforeTime() throws InterruptedException {
        usage.set(new Usage(0, 0, true));
        try (LimitWatch watch = watch(CHEAP, millis(0, 0))) {
            assertEquals(Optional.of(AbortCause.OVERFLOW), watch.exceededLimit());
            assertEquals(AbortCause.OVERFLOW, nextReport());
        }
    }

    @Test
    void countsUnknownUsageAsZero() throws InterruptedException {
        usage.set(Usage.UNKNOWN);
        try (LimitWatch watch = watch(CHEAP, millis(0, 60_000))) {
            assertEquals(Optional.empty(), watch.exceededLimit());
            usage.set(new Usage(1, 0, false));
            assertEquals(AbortCause.TIMEOUT, nextReport());
        }
    }

    @Test
    void reportsALimitOnce() throws InterruptedException {
        usage.set(new Usage(0, 0, true));
        try (LimitWatch _ = watch(CHEAP, millis(0, 0))) {
            assertEquals(AbortCause.OVERFLOW, nextReport());
            assertNoReport();
        }
    }

    @Test
    void reportsNothingAfterClose() throws InterruptedException {
        watch(CHEAP, AMPLE).close();
        usage.set(new Usage(0, 0, true));
        assertNoReport();
    }

    @Test
    void readsRarelyWhenReadingIsExpensive() throws InterruptedException {
        long readings = readingsIn300Millis(Set.of());
        assertTrue(readings <= 5, () -> readings + " readings in 300 ms");
    }

    /** The memory limit alone asks for readings then. */
    @Test
    void readsLessOftenWhileTheCpuLimitIsFar() throws InterruptedException {
        long readings = readingsIn300Millis(CHEAP);
        assertTrue(readings <= 9, () -> readings + " readings in 300 ms");
    }

    private long readingsIn300Millis(Set<Capability> capabilities) throws InterruptedException {
        AtomicLong readings = new AtomicLong();
        Supplier<Usage> counting = () -> {
            readings.incrementAndGet();
            return usage.get();
        };
        try (LimitWatch _ = watch(counting, capabilities, millis(60_000, 300))) {
            assertEquals(AbortCause.TIMEOUT, nextReport());
        }
        return readings.get();
    }
}
