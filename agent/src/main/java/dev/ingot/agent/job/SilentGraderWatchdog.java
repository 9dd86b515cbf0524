package dev.ingot.agent.job;

import dev.ingot.agent.grader.StderrTail;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Container;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a grader whose output is closed or broken, so that its job does not wait for a time limit. It first waits two seconds
 * for the grader to exit, because the exit status explains the failure best. Closing the watchdog cancels it.
 */
final class SilentGraderWatchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SilentGraderWatchdog.class);
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(2);

    private final Thread thread;

    private SilentGraderWatchdog(Container grader, StderrTail stderr, boolean broken) {
        thread = Thread.ofVirtual().name("silent-grader-" + grader.id())
            .start(LogContext.wrap(() -> endAfterTimeout(grader, stderr, broken)));
    }

    /**
     * Starts a watchdog.
     *
     * @param broken whether stdout failed. After a regular end of stdout the grader may have closed it and still run; the
     *     connection has ended only when stderr has ended too.
     */
    static SilentGraderWatchdog start(Container grader, StderrTail stderr, boolean broken) {
        return new SilentGraderWatchdog(grader, stderr, broken);
    }

    private static void endAfterTimeout(Container grader, StderrTail stderr, boolean broken) {
        try {
            if (!broken) {
                stderr.awaitEnd();
            }
            Thread.sleep(EXIT_TIMEOUT);
            LOG.warn("Killing grader {}: its output is closed, and it still runs after two seconds", grader.id());
            grader.killOrRemove();
        } catch (InterruptedException e) {
            LOG.trace("The grader {} exited by itself", grader.id());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
