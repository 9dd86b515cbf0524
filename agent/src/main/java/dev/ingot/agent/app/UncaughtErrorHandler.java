package dev.ingot.agent.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs uncaught errors. Exits the process when a platform thread dies of an OutOfMemoryError, because the agent depends on its
 * platform threads; the service manager then restarts it. Jobs run on virtual threads: one that runs out of memory ends only its
 * own job. Platform threads that belong to a job have a handler of their own ({@link dev.ingot.agent.linux.JobThreads}).
 */
public final class UncaughtErrorHandler implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrorHandler.class);

    private final Runnable halt;

    UncaughtErrorHandler(Runnable halt) {
        this.halt = halt;
    }

    /** Makes this handler the default of every thread without a handler of its own. */
    public static void install() {
        Thread.setDefaultUncaughtExceptionHandler(new UncaughtErrorHandler(() ->
            Runtime.getRuntime().halt(ExitCode.OUT_OF_MEMORY)));
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
        boolean fatal = e instanceof OutOfMemoryError && !thread.isVirtual();
        try {
            LOG.error("Thread {} died of an uncaught error{}", thread.getName(),
                fatal ? "; the agent needs it, so the process exits" : "", e);
        } finally {
            if (fatal) {
                halt.run();
            }
        }
    }
}
