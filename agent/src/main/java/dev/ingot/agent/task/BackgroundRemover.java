package dev.ingot.agent.task;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes directories in the background whose removal takes long or fails. A failed removal is repeated at growing intervals
 * until it succeeds. Directories of one kind are removed one after the other, and the kinds take turns on a few threads, so
 * that a kind with slow removals does not delay the others. The threads exist while directories remain; one that dies is
 * replaced. Thread-safe.
 */
final class BackgroundRemover implements AutoCloseable {
    /**
     * Maximum number of directories of a kind that wait here, and of failed removals before no new one of the kind is created.
     */
    static final int MAX_PENDING = 32;
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundRemover.class);
    /** Maximum duration of one attempt, so that a directory in which a program still writes does not delay the others. */
    private static final Duration MAX_ATTEMPT = Duration.ofSeconds(30);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    private static final int THREADS = 4;

    private final ScheduledThreadPoolExecutor timer;
    private final KeyedExecutor threads = new KeyedExecutor(THREADS, "directory-remover-");
    private final Duration firstPause;
    private final Map<Path, Pending> pending = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param failed whether the last attempt failed */
    private record Pending(String kind, boolean failed) { }

    /** Removes one directory. */
    @FunctionalInterface
    interface RemovalAction {
        /**
         * Removes the directory, while {@code mayContinue} returns true.
         *
         * @return whether the directory is removed
         */
        boolean attempt(BooleanSupplier mayContinue) throws IOException;
    }

    /** @param firstPause pause after the first failure; it doubles after each further one, up to five minutes */
    BackgroundRemover(Duration firstPause) {
        this.firstPause = firstPause;
        timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("directory-remover-timer").factory());
        timer.setKeepAliveTime(1, TimeUnit.MINUTES);
        timer.allowCoreThreadTimeOut(true);
    }

    /**
     * Removes a directory in the caller's thread, and continues in the background after the timeout. If too many directories of
     * its kind are pending, the caller's thread completes the removal.
     *
     * @param kind    kind of the job; directories of one kind are counted together and removed one after the other
     * @param timeout how long the caller's thread works on the removal
     */
    void remove(Path path, String kind, Duration timeout, RemovalAction removal) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            boolean gone = removal.attempt(() -> !closed && (System.nanoTime() < deadline || pendingCount(kind) >= MAX_PENDING));
            if (!gone) {
                LOG.info("Removing {} takes longer than {} s. Continuing in the background", path, timeout.toSeconds());
                pending.put(path, new Pending(kind, false));
                schedule(path, kind, removal, Duration.ZERO, firstPause);
            }
        } catch (IOException | RuntimeException e) {
            scheduleRetry(path, kind, removal, e, firstPause);
        }
    }

    /** Returns the number of directories still to be removed. */
    int pendingCount() {
        return pending.size();
    }

    private int pendingCount(String kind) {
        return (int) pending.values().stream().filter(each -> each.kind().equals(kind)).count();
    }

    /** Returns the number of pending directories whose last attempt failed. */
    int failedCount() {
        return (int) pending.values().stream().filter(Pending::failed).count();
    }

    /** Returns the number of pending directories of a kind whose last attempt failed. */
    int failedCount(String kind) {
        return (int) pending.values().stream().filter(each -> each.failed() && each.kind().equals(kind)).count();
    }

    private void schedule(Path path, String kind, RemovalAction removal, Duration delay, Duration pause) {
        try {
            timer.schedule(() -> begin(path, kind, removal, pause), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.info("Did not remove {}: the agent is stopping. The next start removes it", path);
        }
    }

    private void begin(Path path, String kind, RemovalAction removal, Duration pause) {
        try {
            threads.execute(kind, () -> retry(path, kind, removal, pause));
        } catch (RejectedExecutionException e) {
            LOG.debug("Did not remove {}: the agent is stopping. The next start removes it", path);
        }
    }

    private void retry(Path path, String kind, RemovalAction removal, Duration pause) {
        long end = System.nanoTime() + MAX_ATTEMPT.toNanos();
        // A failure of any kind must not end the attempts.
        Throwable failure = new IllegalStateException("it was not removed");
        try {
            boolean gone = removal.attempt(() -> !closed && System.nanoTime() < end);
            failure = null;
            if (gone) {
                Pending was = pending.remove(path);
                LOG.info("Removed {}{}", path, was != null && was.failed() ? " after earlier failures" : "");
            } else {
                schedule(path, kind, removal, Duration.ZERO, firstPause);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            if (failure != null) {
                scheduleRetry(path, kind, removal, failure, pause);
            }
        }
    }

    /** Schedules another attempt. Logs only the first failure of each directory. */
    private void scheduleRetry(Path path, String kind, RemovalAction removal, Throwable failure, Duration pause) {
        Pending before = pending.put(path, new Pending(kind, true));
        if (before == null || !before.failed()) {
            LOG.error("Cannot remove {}: {}. Retrying. To find what uses it, run: {}", path, failure,
                "fuser -vm " + path + "; grep " + path.getFileName() + " /proc/*/mountinfo; lsattr -d " + path);
        }
        Duration next = pause.multipliedBy(2);
        schedule(path, kind, removal, pause, next.compareTo(MAX_PAUSE) < 0 ? next : MAX_PAUSE);
    }

    /** Stops within 10 s. The next start removes what remains. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        threads.close();
        try {
            if (!threads.awaitEnd(10)) {
                LOG.warn("The removal of a directory did not stop within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pending.keySet().forEach(path -> LOG.warn("Did not remove {}: the agent is stopping. The next start removes it", path));
    }
}
