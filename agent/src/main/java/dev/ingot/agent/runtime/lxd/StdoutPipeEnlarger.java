package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.PipeCapacity;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the program of an instance has its standard output, a pipe that the server creates, and enlarges that pipe
 * (pipe(7)). Container programs write their result without blocking and exit, so the part that does not fit is lost, however
 * fast the server reads.
 *
 * @param group cgroup of the running instance
 * @param ended returns whether the instance has ended
 */
record StdoutPipeEnlarger(CgroupStats group, BooleanSupplier ended) implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StdoutPipeEnlarger.class);
    private static final Duration STEP = Duration.ofMillis(10);
    /** Gives up after four seconds. A server that takes longer is busy, and the program has not yet begun to grade. */
    private static final int STEPS = 400;

    @Override
    public void run() {
        try {
            for (int step = 0; step < STEPS && !ended.getAsBoolean(); step++) {
                if (enlargeFirstPipe()) {
                    return;
                }
                Thread.sleep(STEP);
            }
        } catch (IOException e) {
            // The instance has ended.
            LOG.debug("Cannot enlarge the stdout pipe of the program in cgroup {}", group.memory(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Enlarges the first pipe found at a stdout; the instance's first process, the agent's init, has none. */
    private boolean enlargeFirstPipe() throws IOException {
        for (long process : group.processes()) {
            if (tryEnlarge(process)) {
                return true;
            }
        }
        return false;
    }

    private static boolean tryEnlarge(long process) {
        try {
            return PipeCapacity.enlargeStdout(process);
        } catch (IOException e) {
            // A short-lived process of the server that has ended; or the agent is not root or cannot see the host's processes.
            LOG.trace("Cannot open the stdout of process {}", process, e);
            return false;
        }
    }
}
