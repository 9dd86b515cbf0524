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
 * What one instance uses: from its cgroup, or where that is out of sight from the server. Values only grow, and the last ones
 * stay when the instance is gone.
 */
final class InstanceMeter {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceMeter.class);

    private final InstanceApi instances;
    private final String name;
    private Optional<CgroupStats> cgroup = Optional.empty();
    private boolean running;
    private Usage last = Usage.UNKNOWN;

    InstanceMeter(InstanceApi instances, String name) {
        this.instances = instances;
        this.name = name;
    }

    /** The instance runs now, and its memory limit shall end it as a whole where the kernel can do that. */
    synchronized void onStart(Optional<CgroupStats> itsCgroup) {
        cgroup = itsCgroup;
        running = true;
        onLimitsChanged();
        cgroup.filter(CgroupStats::unified).ifPresent(group -> {
            try {
                group.enableOomGroup();
            } catch (IOException e) {
                LOG.warn("memory.oom.group cannot be set on {}", name, e);
            }
        });
    }

    /** The instance's memory limit is another now. */
    synchronized void onLimitsChanged() {
        cgroup.filter(group -> !group.unified()).ifPresent(group -> {
            try {
                group.limitSocketBuffers();
            } catch (IOException e) {
                LOG.debug("instance {} has ended already", name, e);
            }
        });
    }

    /** Reads for the last time. */
    synchronized Usage readFinal() {
        Usage all = read();
        running = false;
        return all;
    }

    /** A fresh reading while the instance runs, else the last one. */
    synchronized Usage read() {
        if (running) {
            try {
                last = cgroup.isPresent() ? fromCgroup(cgroup.get().read()) : fromServer(instances.state(name));
            } catch (IOException | NumberFormatException | RuntimeFault e) {
                // The instance is gone; the reading before stands.
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
