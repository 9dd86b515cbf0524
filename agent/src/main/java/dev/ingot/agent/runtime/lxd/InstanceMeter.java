package dev.ingot.agent.runtime.lxd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures what one instance uses: reads its cgroup, or asks the server when the agent cannot read cgroups. Values never
 * decrease. After the instance's end the last ones are kept.
 */
final class InstanceMeter {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceMeter.class);

    private final InstanceApi instances;
    private final String name;
    private Optional<CgroupStats> cgroup = Optional.empty();
    private boolean running;
    private Usage last = Usage.UNKNOWN;

    /** @param name of the instance */
    InstanceMeter(InstanceApi instances, String name) {
        this.instances = instances;
        this.name = name;
    }

    /**
     * Begins to measure an instance that was just started. On cgroup v2, makes its memory limit kill all of its processes
     * together (memory.oom.group, https://docs.kernel.org/admin-guide/cgroup-v2.html).
     *
     * @param instanceCgroup empty when the agent cannot read it
     */
    synchronized void onStart(Optional<CgroupStats> instanceCgroup) {
        cgroup = instanceCgroup;
        running = true;
        onLimitsChanged();
        cgroup.filter(CgroupStats::unified).ifPresent(group -> {
            try {
                group.enableOomGroup();
            } catch (IOException e) {
                LOG.warn("Cannot set memory.oom.group on instance {}: its memory limit kills single processes", name, e);
            }
        });
    }

    /** Adapts the limit of socket buffers (cgroup v1) after the instance's memory limit was set. */
    synchronized void onLimitsChanged() {
        cgroup.filter(group -> !group.unified()).ifPresent(group -> {
            try {
                group.limitSocketBuffers();
            } catch (IOException e) {
                LOG.debug("Cannot limit the socket buffers of instance {}: it has already ended", name, e);
            }
        });
    }

    /** Returns a last reading and stops measuring. */
    synchronized Usage readFinal() {
        Usage all = read();
        running = false;
        return all;
    }

    /** Returns a new reading while the instance runs, otherwise the last one. */
    synchronized Usage read() {
        if (running) {
            try {
                last = cgroup.isPresent() ? fromCgroup(cgroup.get().read()) : fromServer(instances.state(name));
            } catch (IOException | NumberFormatException | RuntimeFault e) {
                // The instance has ended; the previous reading is kept.
                return last;
            }
        }
        return last;
    }

    private Usage fromCgroup(CgroupStats.Reading now) {
        return mergedMaximum(now.cpuNanos(), now.memoryPeak(), now.oomKills() > 0);
    }

    private Usage fromServer(JsonNode state) {
        return mergedMaximum(state.path("cpu").path("usage").asLong(-1), state.path("memory").path("usage_peak").asLong(-1),
            false);
    }

    private Usage mergedMaximum(long cpuNanos, long memoryPeak, boolean outOfMemory) {
        return new Usage(Math.max(last.cpuNanos(), cpuNanos), Math.max(last.memoryPeakBytes(), memoryPeak),
            last.outOfMemory() || outOfMemory);
    }
}
