package dev.ingot.agent.app;

import dev.ingot.agent.linux.Signals;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGTERM and Ctrl-C. The first signal shuts the agent down and exits with status 0; a second one ends the process
 * immediately. Closing the hook unregisters it, for a process that exits without a signal.
 */
public final class ShutdownHook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(29);

    private final Thread hook;

    private ShutdownHook(Thread hook) {
        this.hook = hook;
    }

    /**
     * Registers a hook.
     *
     * @param shutdown runs at the first signal; the process exits after 29 s even if it has not returned
     */
    public static ShutdownHook install(Runnable shutdown) {
        Thread hook = Thread.ofPlatform().name("shutdown").unstarted(() -> runAndHalt(shutdown));
        Runtime.getRuntime().addShutdownHook(hook);
        return new ShutdownHook(hook);
    }

    private static void runAndHalt(Runnable shutdown) {
        Signals.restoreDefaultTermination();
        Thread.ofPlatform().daemon().name("shutdown-timeout").start(ShutdownHook::haltAfterTimeout);
        int status = ExitCode.FAILURE;
        try {
            shutdown.run();
            status = ExitCode.OK;
        } catch (RuntimeException e) {
            LOG.error("Shutdown failed", e);
        }
        // Without halt, the JVM would exit with the signal's status.
        Runtime.getRuntime().halt(status);
    }

    private static void haltAfterTimeout() {
        try {
            Thread.sleep(TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.error("Shutdown did not finish within {} s: exiting now. The next start removes what is left", TIMEOUT.toSeconds());
        Runtime.getRuntime().halt(ExitCode.FAILURE);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal has started the hook, which ends the process.
            LOG.debug("A signal has already started the shutdown");
        }
    }
}
