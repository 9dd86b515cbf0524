package dev.ingot.agent.cli;

import dev.ingot.agent.linux.Signals;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers SIGTERM and Ctrl-C: the first ends the process in order and with status 0, a second one at once. Closed when the
 * process ends for a reason of its own.
 */
final class Termination implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);
    private static final Duration LONGEST = Duration.ofSeconds(29);

    private final Thread hook;

    private Termination(Thread hook) {
        this.hook = hook;
    }

    /**
     * From now on a signal runs {@code end}.
     *
     * @param end may be cut short by the end of the process
     */
    static Termination answer(Runnable end) {
        Thread hook = Thread.ofPlatform().name("termination").unstarted(() -> run(end));
        Runtime.getRuntime().addShutdownHook(hook);
        return new Termination(hook);
    }

    private static void run(Runnable end) {
        Signals.restoreDefaultTermination();
        Thread.ofPlatform().daemon().name("deadline").start(Termination::guard);
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

    private static void guard() {
        try {
            Thread.sleep(LONGEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.error("Still not ended after {} s: ends now; the next start cleans up", LONGEST.toSeconds());
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
