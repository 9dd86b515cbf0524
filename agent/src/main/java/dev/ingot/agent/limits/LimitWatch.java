package dev.ingot.agent.limits;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the time and memory of a running container on a virtual thread, and reports the first passed limit once. The clocks
 * start with the watch. The caller closes it; closing does not block.
 */
public final class LimitWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LimitWatch.class);
    private static final Duration CHEAP_INTERVAL = Duration.ofMillis(20);
    private static final Duration EXPENSIVE_INTERVAL = Duration.ofSeconds(1);
    /** Maximum delay until a passed memory limit is noticed. */
    private static final Duration MAX_CHEAP_INTERVAL = Duration.ofMillis(60);
    private static final int PROCESSORS = TimeLimits.PROCESSORS;

    private final Container container;
    private final TimeLimits limits;
    private final Duration interval;
    private final Consumer<AbortCause> onExceeded;
    private final long wallStart;
    private final long cpuStart;
    private final Thread thread;
    /** Used by the watch's thread only. */
    private Duration pause;

    private LimitWatch(Container container, Set<Capability> capabilities, TimeLimits limits, Consumer<AbortCause> onExceeded) {
        this.container = container;
        this.limits = limits;
        this.interval = capabilities.contains(Capability.CHEAP_USAGE) ? CHEAP_INTERVAL : EXPENSIVE_INTERVAL;
        this.onExceeded = onExceeded;
        this.wallStart = System.nanoTime();
        this.cpuStart = limits.cpuCanPassFirst() ? Math.max(0, container.usage().cpuNanos()) : 0;
        this.pause = nextPause(limits.cpu().toNanos());
        this.thread = Thread.ofVirtual().name("limits-" + container.id())
            .unstarted(LogContext.wrap(new BackgroundLoop("limits", this::check)));
    }

    /**
     * Starts the clocks.
     *
     * @param onExceeded called by the watch's thread, which ends after the call; called again when it throws an exception
     */
    public static LimitWatch start(
        Container container, Set<Capability> capabilities, TimeLimits limits, Consumer<AbortCause> onExceeded) {
        LimitWatch watch = new LimitWatch(container, capabilities, limits, onExceeded);
        watch.thread.start();
        return watch;
    }

    /** Returns the passed limit, if any; memory comes before time. Called before a result is accepted. */
    public Optional<AbortCause> exceededLimit() {
        return exceededLimit(container.usage());
    }

    private Optional<AbortCause> exceededLimit(Usage usage) {
        if (usage.outOfMemory()) {
            return Optional.of(AbortCause.OVERFLOW);
        }
        return elapsedWallNanos() >= limits.wall().toNanos() || remainingCpuNanos(usage) < 0 ? Optional.of(AbortCause.TIMEOUT)
            : Optional.empty();
    }

    private long remainingCpuNanos(Usage usage) {
        return limits.cpu().toNanos() - Math.max(0, usage.cpuNanos() - cpuStart);
    }

    private long elapsedWallNanos() {
        return System.nanoTime() - wallStart;
    }

    private boolean check() throws InterruptedException {
        Thread.sleep(pause);
        Usage usage = readUsage();
        Optional<AbortCause> cause = exceededLimit(usage);
        pause = nextPause(remainingCpuNanos(usage));
        if (cause.isPresent() && !Thread.currentThread().isInterrupted()) {
            onExceeded.accept(cause.get());
        }
        return cause.isEmpty();
    }

    /** Returns the usage; unknown when it cannot be read, so that only the wall-clock limit holds. */
    private Usage readUsage() {
        try {
            return container.usage();
        } catch (RuntimeException e) {
            LOG.error("Cannot read the usage of container {}: only its wall-clock limit holds until the next reading",
                container.id(), e);
            return Usage.UNKNOWN;
        }
    }

    /**
     * Returns the pause until the next reading. Readings cost processor time, so they are rarer while the container cannot pass
     * its CPU limit soon, even on all processors at once. The wall-clock limit is met exactly in any case.
     */
    private Duration nextPause(long cpuLeft) {
        Duration next = interval;
        if (interval.compareTo(MAX_CHEAP_INTERVAL) < 0) {
            long soonest = Math.min(cpuLeft / PROCESSORS, MAX_CHEAP_INTERVAL.toNanos());
            next = Duration.ofNanos(Math.max(soonest, interval.toNanos()));
        }
        Duration left = limits.wall().minusNanos(elapsedWallNanos());
        return left.compareTo(next) < 0 ? left.isNegative() ? Duration.ZERO : left : next;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
