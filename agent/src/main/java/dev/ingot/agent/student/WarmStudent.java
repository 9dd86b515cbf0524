package dev.ingot.agent.student;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.Container;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.ContainerSpec;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.PrestartedContainer;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Stdio;
import dev.ingot.agent.task.JobDir;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A student container over a job's directory, started before anybody asked for it, whose program waits to be met. For one
 * thread at a time.
 */
final class WarmStudent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmStudent.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);
    private static final int MAX_POLLS = 1000;

    private final ContainerRuntime runtime;
    private final WarmTransport transport;
    private final Container container;
    private Limits limits;
    private boolean limitsUnknown;
    private volatile boolean exited;

    private WarmStudent(ContainerRuntime runtime, WarmTransport transport, Container container, Limits limits) {
        this.runtime = runtime;
        this.transport = transport;
        this.container = container;
        this.limits = limits;
    }

    /**
     * Makes one; it need not be {@link #isReady} yet.
     *
     * @param relays how many threads of the job may carry between a student and its grader
     * @throws RuntimeFault as {@link ContainerRuntime#create} and {@link Container#start}; nothing is left then
     */
    static WarmStudent start(ContainerRuntime runtime, String imageId, JobDir dir, Map<String, String> labels, Limits limits,
        Semaphore relays) throws IOException {
        WarmTransport link = new WarmTransport(dir, runtime, relays);
        try {
            ContainerSpec spec = link.spec(imageId, new Network.None(), limits, labels);
            Container container = runtime.create(spec);
            try {
                container.start();
                WarmStudent student = new WarmStudent(runtime, link, container, limits);
                Thread.ofVirtual().name("warm-student-exit " + container.id()).start(student::watch);
                return student;
            } catch (RuntimeException | Error e) {
                container.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            link.close();
            throw e;
        }
    }

    private void watch() {
        try {
            container.await();
        } catch (RuntimeFault e) {
            LOG.warn("Cannot wait for the exit of warm student container {}: {}", container.id(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exited = true;
        }
    }

    /** Waits for its program to come, as long as anybody wants it. Whether it came. */
    boolean awaitReady(BooleanSupplier wanted) throws InterruptedException {
        for (int step = 0; step < MAX_POLLS && !exited && wanted.getAsBoolean(); step++) {
            if (isReady()) {
                return true;
            }
            Thread.sleep(POLL_INTERVAL);
        }
        return false;
    }

    /** Whether its program waits for its grader. */
    boolean isReady() {
        try {
            return !exited && !limitsUnknown && transport.isReady();
        } catch (IOException e) {
            LOG.debug("Cannot read from a warm student container: {}", e.getMessage());
            return false;
        }
    }

    /**
     * Makes it the student that the grader has asked for. Whether that could be done; when not, the grader knows nothing of it.
     */
    boolean claim(Limits wanted, String socketId) {
        try {
            if (!isReady() || !transport.hasUsableFolders() || !applyLimits(wanted)) {
                return false;
            }
            transport.connectGrader(socketId);
            return true;
        } catch (IOException | RuntimeFault e) {
            LOG.info("Cannot use the warm student container: {}. The student starts cold", e.getMessage());
            return false;
        }
    }

    private boolean applyLimits(Limits wanted) {
        if (limits.equals(wanted)) {
            return true;
        }
        if (limits.files() != wanted.files() || !runtime.capabilities().contains(Capability.LIVE_RESIZE)) {
            return false;
        }
        // Where it fails, nobody knows which limits hold.
        limitsUnknown = true;
        container.updateLimits(wanted);
        limits = wanted;
        limitsUnknown = false;
        return true;
    }

    /** For the one who met it, in this one's place. */
    StudentContainer toStudentContainer() {
        return new StudentContainer(transport, new PrestartedContainer(container, Stdio.NONE), true);
    }

    long memoryBytes() {
        return Math.max(0, container.usage().memoryPeakBytes());
    }

    @Override
    public void close() {
        container.close();
        transport.close();
    }
}
