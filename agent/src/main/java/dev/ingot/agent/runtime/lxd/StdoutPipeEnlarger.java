package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.PipeCapacity;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the program of an instance has its standard output, a pipe that the server made, and enlarges that pipe: container
 * programs write their result without waiting and end, so that what does not fit is lost, however quick the server reads.
 *
 * @param group of the running instance
 * @param ended  whether the instance has ended
 */
record StdoutPipeEnlarger(CgroupStats group, BooleanSupplier ended) implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StdoutPipeEnlarger.class);
    private static final Duration STEP = Duration.ofMillis(10);
    /** Four seconds: a server that is so late is busy, and its program has not begun to grade. */
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
            LOG.debug("the program in {} keeps a pipe of the usual size", group.memory(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The instance's first process, an init of ours, has no pipe. */
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
            // One of the server's own, which has done its part and ended; or we are not root, or do not see the host's processes.
            LOG.trace("process {} cannot be looked at", process, e);
            return false;
        }
    }
}
