package dev.ingot.agent.runtime.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import dev.ingot.agent.linux.Cgroup;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;

/**
 * What one container uses: from its cgroup, or where that is out of sight from the daemon. Values only grow, and the last
 * ones stay when the container is gone.
 */
final class UsageMeter {

    private final Daemon daemon;
    private final CgroupPlaces places;
    private final String id;
    private Cgroup cgroup;
    private boolean elsewhere;
    private boolean running;
    private boolean settled;
    private Usage last = Usage.UNKNOWN;

    UsageMeter(Daemon daemon, CgroupPlaces places, String id) {
        this.daemon = daemon;
        this.places = places;
        this.id = id;
    }

    /** The container runs now. On cgroup v2 its memory limit shall kill all of it together, as version 4 images demand. */
    synchronized void started() throws IOException {
        running = true;
        locate();
        if (cgroup != null && cgroup.unified()) {
            cgroup.killTogether();
        }
    }

    /** The container is gone: there is nothing more to read. */
    synchronized void ended() {
        running = false;
    }

    /** A reading when everything in the container has ended and the cgroup is, with luck, still there. */
    synchronized void settle() {
        locate();
        settled = fromCgroup();
    }

    /** Whether the last reading came after the end of the container's processes. */
    synchronized boolean settled() {
        return settled;
    }

    /** The memory limit struck, as the daemon tells. */
    synchronized void outOfMemory() {
        last = new Usage(last.cpuNanos(), last.memoryPeakBytes(), true);
    }

    synchronized Usage last() {
        return last;
    }

    /** A fresh reading while the container runs, else the last one. */
    synchronized Usage read() {
        if (running && !fromCgroup() && elsewhere) {
            fromDaemon();
        }
        return last;
    }

    private void locate() {
        if (cgroup == null) {
            cgroup = places.find(id).orElse(null);
        }
        if (cgroup == null && running && !elsewhere) {
            cgroup = places.search(id).orElse(null);
            elsewhere = cgroup == null;
        }
    }

    private boolean fromCgroup() {
        if (cgroup == null) {
            return false;
        }
        try {
            Cgroup.Reading reading = cgroup.read();
            grow(reading.cpuNanos(), reading.memoryPeak(), reading.oomKills() > 0);
            return true;
        } catch (IOException | NumberFormatException e) {
            // The group goes with its last process; the reading before stands.
            return false;
        }
    }

    /** One request, answered at once: {@code one-shot} spares the second sample that a percentage would need. */
    private void fromDaemon() {
        try {
            JsonNode stats = daemon.json("stats of " + id, Method.GET,
                "/containers/" + id + "/stats?stream=false&one-shot=true");
            JsonNode memory = stats.path("memory_stats");
            grow(stats.path("cpu_stats").path("cpu_usage").path("total_usage").asLong(-1),
                Math.max(memory.path("max_usage").asLong(-1), memory.path("usage").asLong(-1)), false);
        } catch (RuntimeFault e) {
            // The reading before stands; that the daemon is away shows in every other call.
            return;
        }
    }

    private void grow(long cpuNanos, long memoryPeak, boolean outOfMemory) {
        last = new Usage(Math.max(last.cpuNanos(), cpuNanos), Math.max(last.memoryPeakBytes(), memoryPeak),
            last.outOfMemory() || outOfMemory);
    }
}
