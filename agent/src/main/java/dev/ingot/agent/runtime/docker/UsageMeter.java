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
 * Measures what one container uses: reads its cgroup, or asks the manager when the agent cannot read cgroups. Values never
 * decrease. After the container's end the last ones are kept.
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

    /** @param id of the container */
    UsageMeter(DockerConnection connection, CgroupLocator cgroupLocator, String id) {
        this.connection = connection;
        this.cgroupLocator = cgroupLocator;
        this.id = id;
    }

    /**
     * Begins to measure a container that was just started. On cgroup v2, makes its memory limit kill all of its processes
     * together, as images of version 4 require (memory.oom.group, https://docs.kernel.org/admin-guide/cgroup-v2.html). On v1,
     * limits the memory of its socket buffers.
     *
     * @throws IOException when the cgroup cannot be changed, for example because the container has already ended
     */
    synchronized void onStart() throws IOException {
        running = true;
        cgroup = cgroupLocator.find(id).orElse(null);
        if (cgroup != null) {
            // This first reading remains when the container's end is noticed too late for a final one.
            readCgroup();
            JobThreads.named("final-usage-of-" + id).start(() -> readAtEnd(cgroup));
            if (cgroup.unified()) {
                cgroup.enableOomGroup();
            } else {
                cgroup.limitSocketBuffers();
            }
        }
    }

    /**
     * Adapts the limit of socket buffers after the container's memory limit was changed.
     *
     * @throws IOException when the cgroup cannot be changed, for example because the container has already ended
     */
    synchronized void onLimitsChanged() throws IOException {
        if (running && cgroup != null && !cgroup.unified()) {
            cgroup.limitSocketBuffers();
        }
    }

    /**
     * Returns the id on this host of the container's first process; empty when it has ended or the agent cannot read its cgroup.
     */
    synchronized Optional<Long> initPid() throws IOException {
        return cgroup == null ? Optional.empty() : cgroup.initPid();
    }

    /**
     * Reads once more when the container's processes have ended: the manager removes the cgroup about 20 ms later, before it
     * reports the end. On a busy machine this reading is sometimes too late.
     */
    private void readAtEnd(CgroupStats cgroup) {
        try {
            Optional<Long> init = cgroup.initPid();
            Optional<PidFd> end = init.flatMap(PidFd::of);
            if (end.isPresent()) {
                try (PidFd process = end.get()) {
                    // Otherwise another process got the same id before the descriptor was opened.
                    if (cgroup.initPid().equals(init)) {
                        process.await();
                    }
                }
            }
            // An agent in its own pid namespace sees that the cgroup has processes, but cannot see their ids.
            if (end.isPresent() || !cgroup.hasProcesses()) {
                readFinal();
            }
        } catch (IOException e) {
            LOG.debug("Cannot read the final usage of container {}: its cgroup is already removed", id, e);
        }
    }

    private synchronized void readFinal() {
        finalReadingTaken = readCgroup();
    }

    /** Stops measuring, after the container's end. */
    synchronized void onEnd() {
        running = false;
    }

    /** Returns whether the last reading was taken after the end of the container's processes. */
    synchronized boolean hasFinalReading() {
        return finalReadingTaken;
    }

    /** Records that the container exceeded its memory limit, as the manager reports. */
    synchronized void markOutOfMemory() {
        last = new Usage(last.cpuNanos(), last.memoryPeakBytes(), true);
    }

    /** Returns the last reading. */
    synchronized Usage last() {
        return last;
    }

    /** Returns a new reading while the container runs, otherwise the last one. */
    synchronized Usage read() {
        if (running && !cgroupLocator.canSeeCgroups()) {
            readFromManager();
        } else if (running) {
            // The manager is not asked for a container without its own cgroup: it reports the usage of another cgroup, often of
            // the whole host.
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
            // The cgroup is removed with its last process; the previous reading is kept.
            return false;
        }
    }

    /** Asks the manager; {@code one-shot} avoids the second sample that a percentage would need. */
    private void readFromManager() {
        try {
            JsonNode stats = connection.callJson("stats of " + id, Method.GET,
                "/containers/" + id + "/stats?stream=false&one-shot=true");
            JsonNode memory = stats.path("memory_stats");
            mergeMaximum(stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(-1),
                Math.max(memory.path("max_usage").asLong(-1), memory.path("usage").asLong(-1)), false);
        } catch (RuntimeFault e) {
            // The previous reading is kept. Other calls show that the manager does not answer.
            return;
        }
    }

    private void mergeMaximum(long cpuNanos, long memoryPeak, boolean outOfMemory) {
        last = new Usage(Math.max(last.cpuNanos(), cpuNanos), Math.max(last.memoryPeakBytes(), memoryPeak),
            last.outOfMemory() || outOfMemory);
    }
}
