package dev.ingot.agent.linux;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the platform threads that belong to one job or one container. An error that ends such a thread ends only its own
 * work; the error of a thread that the whole agent needs ends the agent.
 */
public final class JobThreads {
    private static final Logger LOG = LoggerFactory.getLogger(JobThreads.class);

    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private JobThreads() { }

    /**
     * Returns a builder for daemon threads that log the error that ends them.
     *
     * @param name the thread's name
     */
    public static Thread.Builder.OfPlatform named(String name) {
        return Thread.ofPlatform().daemon().name(name).uncaughtExceptionHandler(JobThreads::logUncaught);
    }

    /**
     * Runs an action on which other threads wait. While the heap is exhausted it is repeated, with growing pauses of up to a
     * second.
     *
     * @param action may run more than once
     */
    static void persist(Runnable action) {
        long pause = FIRST_PAUSE_NANOS;
        boolean done = false;
        while (!done) {
            try {
                action.run();
                done = true;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    private static void logUncaught(Thread thread, Throwable e) {
        try {
            LOG.error("The thread {} of a job ended; the agent and all other jobs go on", thread.getName(), e);
        } catch (OutOfMemoryError again) {
            // Only the log line is lost.
            LOG.trace("No memory to log a thread's end");
        }
    }
}
