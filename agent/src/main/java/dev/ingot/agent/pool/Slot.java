package dev.ingot.agent.pool;

import dev.ingot.agent.grader.ReadyStudents;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.runtime.Usage;
import dev.ingot.agent.task.JobDir;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A started grading container over an empty directory of its own, waiting for its one job. Whoever has it closes it. */
final class Slot implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final Duration STEP = Duration.ofMillis(20);
    private static final int STEPS = 250;
    private static final int QUIET_STEPS = 2;
    private static final long QUIET_CPU = Duration.ofMillis(1).toNanos();
    private static final long RESTLESS_CPU = Duration.ofSeconds(5).toNanos();
    private static final long GROWTH = 64L << 20;

    private final GraderTemplate template;
    private final JobDir dir;
    private final Map<String, String> labels;
    private final Container container;
    private final Stdio streams;
    private final ReadyStudents students;
    private final long madeAt;
    private volatile Limits limits;
    private volatile boolean ended;
    private volatile Usage settled = Usage.UNKNOWN;

    Slot(GraderTemplate template, JobDir dir, Map<String, String> labels, Container container, Stdio streams,
         ReadyStudents students, Limits limits, long madeAt) {
        this.template = template;
        this.dir = dir;
        this.labels = labels;
        this.container = container;
        this.streams = streams;
        this.students = students;
        this.limits = limits;
        this.madeAt = madeAt;
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

    Stdio streams() {
        return streams;
    }

    ReadyStudents students() {
        return students;
    }

    Limits limits() {
        return limits;
    }

    long madeAt() {
        return madeAt;
    }

    /** Whether its limits are those, or can be made so. */
    boolean suits(Limits wanted) {
        return limits.equals(wanted)
            || limits.files() == wanted.files() && template.runtime().capabilities().contains(Capability.LIVE_RESIZE);
    }

    /** Waits until the container's program has come to rest, for as long as it is still nobody's. */
    void settle(BooleanSupplier parked) throws InterruptedException {
        settled = container.usage();
        if (!template.runtime().capabilities().contains(Capability.CHEAP_USAGE)) {
            return;
        }
        int quiet = 0;
        for (int step = 0; step < STEPS && quiet < QUIET_STEPS && parked.getAsBoolean(); step++) {
            Thread.sleep(STEP);
            Usage now = container.usage();
            quiet = now.cpuNanos() - settled.cpuNanos() < QUIET_CPU ? quiet + 1 : 0;
            settled = now;
        }
    }

    /** Blocks until the container has ended by itself, or was closed. */
    void awaitEnd() throws InterruptedException {
        try {
            container.await();
        } catch (RuntimeFault e) {
            LOG.warn("Parked container {} cannot be watched: {}", container.id(), e.getMessage());
        } finally {
            ended = true;
        }
    }

    /** Whether it may still be given to a job. */
    boolean fresh() {
        return !ended && !container.usage().outOfMemory();
    }

    /** Whether it does something while there is nothing to do. */
    boolean restless() {
        Usage now = container.usage();
        return now.cpuNanos() - settled.cpuNanos() > RESTLESS_CPU
            || settled.memoryPeakBytes() > 0 && now.memoryPeakBytes() > 2 * settled.memoryPeakBytes() + GROWTH;
    }

    long memoryBytes() {
        return Math.max(0, container.usage().memoryPeakBytes()) + students.memoryBytes();
    }

    /** Makes the limits those of a job. Whether that could be done. */
    boolean limit(Limits wanted) {
        if (limits.equals(wanted)) {
            return true;
        }
        try {
            container.updateLimits(wanted);
            limits = wanted;
            return true;
        } catch (RuntimeFault e) {
            LOG.warn("Parked container {} cannot be held to {}: {}", container.id(), wanted, e.getMessage());
            return false;
        }
    }

    /** The containers first: they may still write into the directory. */
    @Override
    public void close() {
        try (dir; container) {
            students.close();
        }
    }
}
