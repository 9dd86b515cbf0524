package dev.ingot.backend.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, Ctrl-C and SIGTERM interrupt the thread that opened it, and the process ends when that thread has
 * cleaned up and closed it.
 */
final class InterruptOnShutdown implements AutoCloseable {
    private static final Duration CLEANUP_TIMEOUT = Duration.ofSeconds(40);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private InterruptOnShutdown(Thread working) {
        hook = new Thread(() -> interrupt(working), "orderly-end");
    }

    /** For the calling thread. */
    static InterruptOnShutdown open() {
        InterruptOnShutdown end = new InterruptOnShutdown(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(end.hook);
        return end;
    }

    private void interrupt(Thread working) {
        working.interrupt();
        try {
            closed.await(CLEANUP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending; the hook waits for the next line.
        }
        closed.countDown();
    }
}
