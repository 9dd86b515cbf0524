package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.JobThreads;
import dev.ingot.agent.linux.PidFd;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one container uses: from its cgroup, or where that is out of sight from the daemon. Values only grow, and the last
 * ones stay when the container is gone.
 */
final class UsageMeter {

    private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);

    private final DockerConnection connection;
    private final CgroupLocator cgroupLocator;
    private final String id;
    private CgroupStats cgroup;
    private boolean running;
    private boolean finalReadingTaken;
    private Usage last = Usage.UNKNOWN;

    UsageMeter(DockerConnection connection, CgroupLocator cgroupLocator, String id) {
        this.connection = connection;
        this.cgroupLocator = cgroupLocator;
        this.id = id;
    }

    /**
     * The container runs now. On cgroup v2 its memory limit shall kill all of it together, as version 4 images
     * demand; on v1 the buffers of its sockets are to be limited as well.
     */
    synchronized void onStart() throws IOException {
        running = true;
        cgroup = cgroupLocator.find(id).orElse(null);
        if (cgroup != null) {
            // Something is known then even of a container whose end is noticed too late.
            readCgroup();
            JobThreads.named("last-reading-of-" + id).start(() -> readAtEnd(cgroup));
            if (cgroup.unified()) {
                cgroup.enableOomGroup();
            } else {
                cgroup.limitSocketBuffers();
            }
        }
    }

    /** The container's memory limit is another now. */
    synchronized void onLimitsChanged() throws IOException {
        if (running && cgroup != null && !cgroup.unified()) {
            cgroup.limitSocketBuffers();
        }
    }

    /** The number of the container's first process on this host; empty when it has ended or its cgroup is out of sight. */
    synchronized Optional<Long> initPid() throws IOException {
        return cgroup == null ? Optional.empty() : cgroup.initPid();
    }

    /**
     * Reads once more when the container's processes have ended: the engine removes the cgroup some 20 ms later, before it
     * tells anyone of the end. On a machine with much to do this comes too late now and then.
     */
    private void readAtEnd(CgroupStats cgroup) {
        try {
            Optional<Long> init = cgroup.initPid();
            Optional<PidFd> end = init.flatMap(PidFd::of);
            if (end.isPresent()) {
                try (PidFd process = end.get()) {
                    // Else the number was taken over by another process before we looked.
                    if (cgroup.initPid().equals(init)) {
                        process.await();
                    }
                }
            }
            // Whoever does not share the host's process numbers sees the processes, but none of them by its number.
            if (end.isPresent() || !cgroup.hasProcesses()) {
                readFinal();
            }
        } catch (IOException e) {
            LOG.debug("container {} was gone before its last reading", id, e);
        }
    }

    private synchronized void readFinal() {
        finalReadingTaken = readCgroup();
    }

    /** The container is gone: there is nothing more to read. */
    synchronized void onEnd() {
        running = false;
    }

    /** Whether the last reading came after the end of the container's processes. */
    synchronized boolean hasFinalReading() {
        return finalReadingTaken;
    }

    /** The memory limit struck, as the daemon tells. */
    synchronized void markOutOfMemory() {
        last = new Usage(last.cpuNanos(), last.memoryPeakBytes(), true);
    }

    synchronized Usage last() {
        return last;
    }

    /** A fresh reading while the container runs, else the last one. */
    synchronized Usage read() {
        if (running && !cgroupLocator.canSeeCgroups()) {
            readFromManager();
        } else if (running) {
            // Of a container without a cgroup of its own the daemon tells what some other group uses, the whole host's often.
            readCgroup();
        }
        return last;
    }

    private boolean readCgroup() {
        if (cgroup == null) {
            return false;
        }
        try {
            CgroupStats.Reading reading = cgroup.read();
            mergeMaximum(reading.cpuNanos(), reading.memoryPeak(), reading.oomKills() > 0);
            return true;
        } catch (IOException | NumberFormatException e) {
            // The group goes with its last process; the reading before stands.
            return false;
        }
    }

    /** One request, answered at once: {@code one-shot} spares the second sample that a percentage would need. */
    private void readFromManager() {
        try {
            JsonNode stats = connection.callJson("stats of " + id, Method.GET,
                "/containers/" + id + "/stats?stream=false&one-shot=true");
            JsonNode memory = stats.path("memory_stats");
            mergeMaximum(stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(-1),
                Math.max(memory.path("max_usage").asLong(-1), memory.path("usage").asLong(-1)), false);
        } catch (RuntimeFault e) {
            // The reading before stands; that the daemon is away shows in every other call.
            return;
        }
    }

    private void mergeMaximum(long cpuNanos, long memoryPeak, boolean outOfMemory) {
        last = new Usage(Math.max(last.cpuNanos(), cpuNanos), Math.max(last.memoryPeakBytes(), memoryPeak),
            last.outOfMemory() || outOfMemory);
    }
}
