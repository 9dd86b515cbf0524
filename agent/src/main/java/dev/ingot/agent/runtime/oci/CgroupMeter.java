package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.Cgroup;
import dev.ingot.agent.linux.OwnCgroup;
import dev.ingot.agent.runtime.Usage;
import java.io.IOException;

/** What one container uses, read from its cgroup. Values only grow, and the last ones stay when the group is gone. */
final class CgroupMeter {

    private final OwnCgroup cgroup;
    private boolean running;
    private Usage last = Usage.UNKNOWN;

    CgroupMeter(OwnCgroup cgroup) {
        this.cgroup = cgroup;
    }

    synchronized void started() {
        running = true;
    }

    /** Reads for the last time. */
    synchronized Usage ended() {
        Usage all = read();
        running = false;
        return all;
    }

    /** A fresh reading while the container runs, else the last one. */
    synchronized Usage read() {
        if (running) {
            try {
                Cgroup.Reading now = cgroup.read();
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
