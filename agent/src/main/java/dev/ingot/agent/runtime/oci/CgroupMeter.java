package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.ManagedCgroup;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;

/**
 * Reads the usage of one container from its cgroup. Values never decrease, and the last ones stay when the cgroup is removed.
 */
final class CgroupMeter {

    private final ManagedCgroup cgroup;
    private boolean running;
    private Usage last = Usage.UNKNOWN;

    CgroupMeter(ManagedCgroup cgroup) {
        this.cgroup = cgroup;
    }

    /** Begins reading the cgroup; before this, the usage is unknown. */
    synchronized void onStart() {
        running = true;
    }

    /** Reads the usage for the last time. */
    synchronized Usage readFinal() {
        Usage usage = read();
        running = false;
        return usage;
    }

    /** Returns a new reading while the container runs, otherwise the last one. */
    synchronized Usage read() {
        if (running) {
            try {
                CgroupStats.Reading now = cgroup.read();
                last = new Usage(Math.max(last.cpuNanos(), now.cpuNanos()), Math.max(last.memoryPeakBytes(), now.memoryPeak()),
                    last.outOfMemory() || now.oomKills() > 0);
            } catch (IOException | NumberFormatException e) {
                // The cgroup is removed; the previous reading stays.
                return last;
            }
        }
        return last;
    }
}
