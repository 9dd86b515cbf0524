package dev.ingot.agent.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a thread that ends by an error. Jobs run on virtual threads: one that finds no memory has ended its job, and the
 * agent lives on. The agent's own threads are platform threads: without one of them the agent works only in part, so it ends,
 * and its service starts a new one. Platform threads that belong to a job have a handler of their own
 * ({@link dev.ingot.agent.linux.JobThreads}).
 */
public final class UncaughtErrorHandler implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrorHandler.class);

    private final Runnable halt;

    UncaughtErrorHandler(Runnable halt) {
        this.halt = halt;
    }

    /** From now on for every thread that has no handler of its own. */
    public static void install() {
        Thread.setDefaultUncaughtExceptionHandler(new UncaughtErrorHandler(() ->
            Runtime.getRuntime().halt(ExitCode.OUT_OF_MEMORY)));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
        boolean over = e instanceof OutOfMemoryError && !thread.isVirtual();
        try {
            LOG.error("The thread {} ended{}", thread.getName(), over ? ", and the agent cannot do without it" : "", e);
        } finally {
            if (over) {
                halt.run();
            }
        }
    }
}
