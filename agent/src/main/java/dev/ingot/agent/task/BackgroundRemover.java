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
 * Removes directories beside the jobs: those whose removal takes long, and those whose removal fails, which is tried again,
 * at longer and longer intervals, until it succeeds. Directories of one kind are removed one after the other, and the kinds take
 * turns on a few threads: a kind whose removal takes long each time does not keep the others waiting. The threads are there
 * while something is left; one that dies is replaced. Thread-safe.
 */
final class BackgroundRemover implements AutoCloseable {
    /** So many directories of a kind wait here at once, and so many may resist removal before no new one of the kind is made. */
    static final int MAX_PENDING = 32;
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundRemover.class);
    /** For so long at a stretch, so that a directory in which a program still writes does not keep the others waiting. */
    private static final Duration MAX_STRETCH = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int THREADS = 4;

    private final ScheduledThreadPoolExecutor clock;
    private final KeyedExecutor threads = new KeyedExecutor(THREADS, "sweeper of directories-");
    private final Duration firstPause;
    private final Map<Path, Left> pending = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param failed whether the last try failed */
    private record Left(String kind, boolean failed) { }

    /** How a directory is removed. */
    @FunctionalInterface
    interface RemovalAction {
        /**
         * Removes it, as far as {@code onward} says.
         *
         * @return whether it is gone
         */
        boolean attempt(BooleanSupplier onward) throws IOException;
    }

    /** @param firstPause after the first failure; it doubles with every one, up to five minutes */
    BackgroundRemover(Duration firstPause) {
        this.firstPause = firstPause;
        clock = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("sweeper's clock").factory());
        clock.setKeepAliveTime(1, TimeUnit.MINUTES);
        clock.allowCoreThreadTimeOut(true);
    }

    /**
     * Removes a directory in the caller's thread for some time, and beside it after that. Where too many of its kind wait
     * already, the caller goes on to the end.
     *
     * @param kind     of what jobs it is: those are counted together, and wait for one another
     * @param patience for which the caller does it
     */
    void remove(Path path, String kind, Duration patience, RemovalAction removal) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            boolean gone = removal.attempt(() -> !closed && (System.nanoTime() < deadline || pendingCount(kind) >= MAX_PENDING));
            if (!gone) {
                LOG.info("{} takes longer than {} s to remove; it is removed beside the jobs", path, patience.toSeconds());
                pending.put(path, new Left(kind, false));
                schedule(path, kind, removal, Duration.ZERO, firstPause);
            }
        } catch (IOException | RuntimeException e) {
            scheduleRetry(path, kind, removal, e, firstPause);
        }
    }

    /** How many directories are still to be removed. */
    int pendingCount() {
        return pending.size();
    }

    private int pendingCount(String kind) {
        return (int) pending.values().stream().filter(each -> each.kind().equals(kind)).count();
    }

    /** How many of them resisted the last try. */
    int failedCount() {
        return (int) pending.values().stream().filter(Left::failed).count();
    }

    /** How many of that kind resisted the last try. */
    int failedCount(String kind) {
        return (int) pending.values().stream().filter(each -> each.failed() && each.kind().equals(kind)).count();
    }

    private void schedule(Path path, String kind, RemovalAction removal, Duration delay, Duration pause) {
        try {
            clock.schedule(() -> begin(path, kind, removal, pause), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.info("{} is left until the next start", path);
        }
    }

    private void begin(Path path, String kind, RemovalAction removal, Duration pause) {
        try {
            threads.execute(kind, () -> retry(path, kind, removal, pause));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} is left until the next start", path);
        }
    }

    private void retry(Path path, String kind, RemovalAction removal, Duration pause) {
        long end = System.nanoTime() + MAX_STRETCH.toNanos();
        // A fault of any kind must not end the tries.
        Throwable failure = new IllegalStateException("it was not removed");
        try {
            boolean gone = removal.attempt(() -> !closed && System.nanoTime() < end);
            failure = null;
            if (gone) {
                Left was = pending.remove(path);
                LOG.info("{} is removed{}", path, was != null && was.failed() ? " at last" : "");
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

    /** Says it once for each directory, however often it fails. */
    private void scheduleRetry(Path path, String kind, RemovalAction removal, Throwable failure, Duration pause) {
        Left before = pending.put(path, new Left(kind, true));
        if (before == null || !before.failed()) {
            LOG.error("{} cannot be removed: {}. It is tried again until it can be; see what holds it ({})", path, failure,
                "fuser -vm " + path + "; grep " + path.getFileName() + " /proc/*/mountinfo; lsattr -d " + path);
        }
        Duration next = pause.multipliedBy(2);
        schedule(path, kind, removal, pause, next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE);
    }

    /** Ends soon; what is left by then is for the next start. */
    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        threads.close();
        try {
            if (!threads.awaitEnd(10)) {
                LOG.warn("A directory is still being removed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pending.keySet().forEach(path -> LOG.warn("{} is left: the next start removes it", path));
    }
}
