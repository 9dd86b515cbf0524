package dev.ingot.agent.linux;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the platform threads that belong to one job or one container. Such a thread that ends by an error ends its own work; the
 * agent ends with threads that it cannot do without.
 */
public final class JobThreads {
    private static final Logger LOG = LoggerFactory.getLogger(JobThreads.class);

    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private JobThreads() { }

    /**
     * Begins a thread that does not keep the process alive.
     *
     * @param name of the thread
     */
    public static Thread.Builder.OfPlatform named(String name) {
        return Thread.ofPlatform().daemon().name(name).uncaughtExceptionHandler(JobThreads::tell);
    }

    /**
     * Runs what other threads wait for: again and again, with pauses, as long as there is no memory for it.
     *
     * @param act may be run more than once
     */
    static void persist(Runnable act) {
        long pause = FIRST_PAUSE_NANOS;
        boolean done = false;
        while (!done) {
            try {
                act.run();
                done = true;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            }
        }
    }

    private static void tell(Thread thread, Throwable e) {
        try {
            LOG.error("The thread {} of a job ended; the agent and all other jobs go on", thread.getName(), e);
        } catch (OutOfMemoryError again) {
            // A log line is all that is lost.
            LOG.trace("No memory to tell of a thread's end");
        }
    }
}
