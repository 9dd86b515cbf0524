package dev.ingot.agent.resource;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.logging.Marks;
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
 * Watches a running container's time and memory on a thread of its own, and tells once when a limit is passed. The clocks
 * start with the watch. Closed by whoever started it; closing waits for nothing.
 */
public final class LimitWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LimitWatch.class);
    private static final Duration CHEAP_STEP = Duration.ofMillis(20);
    private static final Duration DEAR_STEP = Duration.ofSeconds(1);
    /** For how long the memory limit may have struck unseen. */
    private static final Duration LONGEST_CHEAP_STEP = Duration.ofMillis(60);
    private static final int PROCESSORS = TimeLimits.PROCESSORS;

    private final Container container;
    private final TimeLimits limits;
    private final Duration step;
    private final Consumer<Cause> struck;
    private final long wallStart;
    private final long cpuStart;
    private final Thread thread;
    /** Of the watch's thread. */
    private Duration pause;

    private LimitWatch(Container container, Set<Capability> capabilities, TimeLimits limits, Consumer<Cause> struck) {
        this.container = container;
        this.limits = limits;
        this.step = capabilities.contains(Capability.CHEAP_USAGE) ? CHEAP_STEP : DEAR_STEP;
        this.struck = struck;
        this.wallStart = System.nanoTime();
        this.cpuStart = limits.cpuCanPassFirst() ? Math.max(0, container.usage().cpuNanos()) : 0;
        this.pause = pause(limits.cpu().toNanos());
        this.thread = Thread.ofVirtual().name("limits of " + container.id())
            .unstarted(Marks.carried(new BackgroundLoop("limits", this::watch)));
    }

    /**
     * Starts the clocks.
     *
     * @param struck called from the watch's thread, which ends once the call has returned; called again when it throws
     */
    public static LimitWatch start(
        Container container, Set<Capability> capabilities, TimeLimits limits, Consumer<Cause> struck) {
        LimitWatch watch = new LimitWatch(container, capabilities, limits, struck);
        watch.thread.start();
        return watch;
    }

    /** The limit that is passed by now, memory before time: to be asked before a result is believed. */
    public Optional<Cause> passed() {
        return passed(container.usage());
    }

    private Optional<Cause> passed(Usage usage) {
        if (usage.outOfMemory()) {
            return Optional.of(Cause.OVERFLOW);
        }
        return wall() >= limits.wall().toNanos() || cpuLeft(usage) < 0 ? Optional.of(Cause.TIMEOUT) : Optional.empty();
    }

    private long cpuLeft(Usage usage) {
        return limits.cpu().toNanos() - Math.max(0, usage.cpuNanos() - cpuStart);
    }

    private long wall() {
        return System.nanoTime() - wallStart;
    }

    private boolean watch() throws InterruptedException {
        Thread.sleep(pause);
        Usage usage = usage();
        Optional<Cause> cause = passed(usage);
        pause = pause(cpuLeft(usage));
        if (cause.isPresent() && !Thread.currentThread().isInterrupted()) {
            struck.accept(cause.get());
        }
        return cause.isEmpty();
    }

    /** Without a reading the wall clock's limit still holds. */
    private Usage usage() {
        try {
            return container.usage();
        } catch (RuntimeException e) {
            LOG.error("What container {} uses cannot be read", container.id(), e);
            return Usage.UNKNOWN;
        }
    }

    /**
     * A reading costs something, most where it is no file. While the CPU limit cannot be passed soon, even by all processors
     * at once, there are fewer. The wall clock's end is met exactly all the same.
     */
    private Duration pause(long cpuLeft) {
        Duration next = step;
        if (step.compareTo(LONGEST_CHEAP_STEP) < 0) {
            long soonest = Math.min(cpuLeft / PROCESSORS, LONGEST_CHEAP_STEP.toNanos());
            next = Duration.ofNanos(Math.max(soonest, step.toNanos()));
        }
        Duration left = limits.wall().minusNanos(wall());
        return left.compareTo(next) < 0 ? left.isNegative() ? Duration.ZERO : left : next;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
