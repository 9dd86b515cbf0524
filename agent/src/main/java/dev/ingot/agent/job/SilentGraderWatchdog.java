package dev.ingot.agent.job;

import dev.ingot.agent.grader.StderrTail;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.agent.runtime.Container;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a grader that nobody can hear any more, so that its job does not wait for a limit. It is given the time to end by
 * itself first: what it died of is known best by its own exit. Closed by whoever started it, which leaves the grader alone.
 */
final class SilentGraderWatchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SilentGraderWatchdog.class);
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(2);

    private final Thread thread;

    private SilentGraderWatchdog(Container grader, StderrTail stderr, boolean broken) {
        thread = Thread.ofVirtual().name("muted " + grader.id())
            .start(LogContext.wrap(() -> endAfterTimeout(grader, stderr, broken)));
    }

    /**
     * @param broken whether its stdout broke. When that ended in good order the grader may have closed it; only when its
     *               stderr is over too has its connection ended.
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
            LOG.warn("The grader {} cannot be heard any more and lives on: it is ended", grader.id());
            grader.killOrRemove();
        } catch (InterruptedException e) {
            LOG.trace("The grader {} has ended by itself", grader.id());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
