package dev.ingot.backend.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that opened it on SIGINT and SIGTERM, and delays the exit of the process until that thread has cleaned
 * up and closed it, for at most 40 seconds.
 */
final class InterruptOnShutdown implements AutoCloseable {
    private static final Duration CLEANUP_TIMEOUT = Duration.ofSeconds(40);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    private InterruptOnShutdown(Thread worker) {
        hook = new Thread(() -> interrupt(worker), "interrupt-on-shutdown");
    }

    /** Registers the calling thread. */
    static InterruptOnShutdown open() {
        InterruptOnShutdown opened = new InterruptOnShutdown(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(opened.hook);
        return opened;
    }

    private void interrupt(Thread worker) {
        worker.interrupt();
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
            // The process is shutting down, and the hook waits for the latch.
        }
        closed.countDown();
    }
}
