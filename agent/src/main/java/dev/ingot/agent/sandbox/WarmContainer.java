package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.student.WarmStudents;
import dev.ingot.agent.task.JobDir;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A started grading container with an empty directory of its own, for one job. Its current holder closes it. */
final class WarmContainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmContainer.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final int MAX_POLLS = 250;
    private static final int IDLE_POLLS = 2;
    private static final long IDLE_CPU_NANOS = Duration.ofMillis(1).toNanos();
    private static final long BUSY_CPU_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long MEMORY_GROWTH_BYTES = 64L << 20;

    private final GraderTemplate template;
    private final JobDir dir;
    private final Map<String, String> labels;
    private final Container container;
    private final Stdio stdio;
    private final WarmStudents warmStudents;
    private final long createdNanos;
    private volatile Limits limits;
    private volatile boolean exited;
    private volatile Usage idleUsage = Usage.UNKNOWN;

    WarmContainer(GraderTemplate template, JobDir dir, Map<String, String> labels, Container container, Stdio stdio,
         WarmStudents warmStudents, Limits limits, long createdNanos) {
        this.template = template;
        this.dir = dir;
        this.labels = labels;
        this.container = container;
        this.stdio = stdio;
        this.warmStudents = warmStudents;
        this.limits = limits;
        this.createdNanos = createdNanos;
    }

    JobDir dir() {
        return dir;
    }

    Map<String, String> labels() {
        return labels;
    }

    Container container() {
        return container;
    }

    Stdio stdio() {
        return stdio;
    }

    WarmStudents warmStudents() {
        return warmStudents;
    }

    Limits limits() {
        return limits;
    }

    long createdNanos() {
        return createdNanos;
    }

    /** Returns whether the container has these limits or can be given them. */
    boolean canServe(Limits wanted) {
        return limits.equals(wanted)
            || limits.files() == wanted.files() && template.runtime().capabilities().contains(Capability.LIVE_RESIZE);
    }

    /** Waits until the container's program is idle, 5 s pass, or {@code unclaimed} returns false. */
    void awaitIdle(BooleanSupplier unclaimed) throws InterruptedException {
        idleUsage = container.usage();
        if (!template.runtime().capabilities().contains(Capability.CHEAP_USAGE)) {
            return;
        }
        int quiet = 0;
        for (int step = 0; step < MAX_POLLS && quiet < IDLE_POLLS && unclaimed.getAsBoolean(); step++) {
            Thread.sleep(POLL_INTERVAL);
            Usage now = container.usage();
            quiet = now.cpuNanos() - idleUsage.cpuNanos() < IDLE_CPU_NANOS ? quiet + 1 : 0;
            idleUsage = now;
        }
    }

    /** Blocks until the container has exited or was closed. */
    void awaitExit() throws InterruptedException {
        try {
            container.await();
        } catch (RuntimeFault e) {
            LOG.warn("Cannot wait for the exit of warm container {}: {}. It is removed from the pool", container.id(),
                e.getMessage());
        } finally {
            exited = true;
        }
    }

    /** Returns whether a job can still use the container. */
    boolean isUsable() {
        return !exited && !container.usage().outOfMemory();
    }

    /** Returns whether the container uses CPU time or memory although it should be idle. */
    boolean isBusy() {
        Usage now = container.usage();
        return now.cpuNanos() - idleUsage.cpuNanos() > BUSY_CPU_NANOS
            || idleUsage.memoryPeakBytes() > 0 && now.memoryPeakBytes() > 2 * idleUsage.memoryPeakBytes() + MEMORY_GROWTH_BYTES;
    }

    long memoryBytes() {
        return Math.max(0, container.usage().memoryPeakBytes()) + warmStudents.memoryBytes();
    }

    /** Gives the container a job's limits; returns false if that failed, and then the container must not be used. */
    boolean applyLimits(Limits wanted) {
        if (limits.equals(wanted)) {
            return true;
        }
        try {
            container.updateLimits(wanted);
            limits = wanted;
            return true;
        } catch (RuntimeFault e) {
            LOG.warn("Cannot apply limits {} to warm container {}: {}. The job gets another container", wanted, container.id(),
                e.getMessage());
            return false;
        }
    }

    /** Closes the containers first, since they may still write into the directory. */
    @Override
    public void close() {
        try (dir; container) {
            warmStudents.close();
        }
    }
}
