package dev.ingot.agent.linux;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the platform threads that belong to one job or one container. Such a thread that ends by an error ends its own work; the
 * agent ends with threads that it cannot do without.
 */
public final class JobThreads {
    private static final Logger LOG = LoggerFactory.getLogger(JobThreads.class);

    private JobThreads() { }

    /**
     * Begins a thread that does not keep the process alive.
     *
     * @param name of the thread
     */
    public static Thread.Builder.OfPlatform named(String name) {
        return Thread.ofPlatform().daemon().name(name).uncaughtExceptionHandler(JobThreads::tell);
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
