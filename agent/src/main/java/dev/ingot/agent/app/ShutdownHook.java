package dev.ingot.agent.app;

import dev.ingot.agent.linux.Signals;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers SIGTERM and Ctrl-C: the first ends the process in order and with status 0, a second one at once. Closed when the
 * process ends for a reason of its own.
 */
public final class ShutdownHook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(29);

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    /**
     * From now on a signal runs {@code end}.
     *
     * @param end may be cut short by the end of the process
     */
    public static ShutdownHook install(Runnable end) {
        Thread hook = Thread.ofPlatform().name("termination").unstarted(() -> runAndHalt(end));
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    private static void runAndHalt(Runnable end) {
        Signals.restoreDefaultTermination();
        Thread.ofPlatform().daemon().name("deadline").start(ShutdownHook::haltAfterTimeout);
        int status = ExitCode.FAILURE;
        try {
            end.run();
            status = ExitCode.OK;
        } catch (RuntimeException e) {
            LOG.error("The end did not go in order", e);
        }
        // Otherwise the JVM would report the signal.
        Runtime.getRuntime().halt(status);
    }

    private static void haltAfterTimeout() {
        try {
            Thread.sleep(TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.error("Still not ended after {} s: ends now; the next start cleans up", TIMEOUT.toSeconds());
        Runtime.getRuntime().halt(ExitCode.FAILURE);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came meanwhile; its thread ends the process.
            LOG.debug("A signal came first");
        }
    }
}
