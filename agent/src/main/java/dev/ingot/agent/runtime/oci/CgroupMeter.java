package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.ManagedCgroup;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;

/** What one container uses, read from its cgroup. Values only grow, and the last ones stay when the group is gone. */
final class CgroupMeter {

    private final ManagedCgroup cgroup;
    private boolean running;
    private Usage last = Usage.UNKNOWN;

    CgroupMeter(ManagedCgroup cgroup) {
        this.cgroup = cgroup;
    }

    synchronized void onStart() {
        running = true;
    }

    /** Reads for the last time. */
    synchronized Usage readFinal() {
        Usage all = read();
        running = false;
        return all;
    }

    /** A fresh reading while the container runs, else the last one. */
    synchronized Usage read() {
        if (running) {
            try {
                CgroupStats.Reading now = cgroup.read();
                last = new Usage(Math.max(last.cpuNanos(), now.cpuNanos()), Math.max(last.memoryPeakBytes(), now.memoryPeak()),
                    last.outOfMemory() || now.oomKills() > 0);
            } catch (IOException | NumberFormatException e) {
                // The group is gone; the reading before stands.
                return last;
            }
        }
        return last;
    }
}
