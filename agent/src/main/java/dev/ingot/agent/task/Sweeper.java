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
 * at longer and longer intervals, until it succeeds. Its thread is there while something is left; one that dies is replaced.
 * Thread-safe.
 */
final class Sweeper implements AutoCloseable {
    /** So many directories wait here at once for the thread, and so many may resist removal before no new one is made. */
    static final int ROOM = 32;
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    /** For so long at a stretch, so that a directory in which a program still writes does not keep the others waiting. */
    private static final Duration STRETCH = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ScheduledThreadPoolExecutor thread;
    private final Duration firstPause;
    /** By its path, whether the last try failed. */
    private final Map<Path, Boolean> left = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** How a directory is removed. */
    @FunctionalInterface
    interface Removal {
        /**
         * Removes it, as far as {@code onward} says.
         *
         * @return whether it is gone
         */
        boolean attempt(BooleanSupplier onward) throws IOException;
    }

    /** @param firstPause after the first failure; it doubles with every one, up to five minutes */
    Sweeper(Duration firstPause) {
        this.firstPause = firstPause;
        thread = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("sweeper of directories").factory());
        thread.setKeepAliveTime(1, TimeUnit.MINUTES);
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * Removes a directory in the caller's thread for some time, and beside it after that. Where too many wait already, the
     * caller goes on to the end.
     *
     * @param patience for which the caller does it
     */
    void remove(Path path, Duration patience, Removal removal) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            boolean gone = removal.attempt(() -> !closed && (System.nanoTime() < deadline || left.size() >= ROOM));
            if (!gone) {
                LOG.info("{} takes longer than {} s to remove; it is removed beside the jobs", path, patience.toSeconds());
                left.put(path, false);
                schedule(path, removal, Duration.ZERO, firstPause);
            }
        } catch (IOException | RuntimeException e) {
            later(path, removal, e, firstPause);
        }
    }

    /** How many directories are still to be removed. */
    int left() {
        return left.size();
    }

    /** How many of them resisted the last try. */
    int stuck() {
        return (int) left.values().stream().filter(failed -> failed).count();
    }

    private void schedule(Path path, Removal removal, Duration delay, Duration pause) {
        try {
            thread.schedule(() -> sweep(path, removal, pause), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.info("{} is left until the next start", path);
        }
    }

    private void sweep(Path path, Removal removal, Duration pause) {
        long end = System.nanoTime() + STRETCH.toNanos();
        // A fault of any kind must not end the tries.
        Throwable failure = new IllegalStateException("it was not removed");
        try {
            boolean gone = removal.attempt(() -> !closed && System.nanoTime() < end);
            failure = null;
            if (gone) {
                Boolean failed = left.remove(path);
                LOG.info("{} is removed{}", path, Boolean.TRUE.equals(failed) ? " at last" : "");
            } else {
                schedule(path, removal, Duration.ZERO, firstPause);
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            if (failure != null) {
                later(path, removal, failure, pause);
            }
        }
    }

    /** Says it once for each directory, however often it fails. */
    private void later(Path path, Removal removal, Throwable failure, Duration pause) {
        if (!Boolean.TRUE.equals(left.put(path, true))) {
            LOG.error("{} cannot be removed: {}. It is tried again until it can be; see what holds it ({})", path, failure,
                "fuser -vm " + path + "; grep " + path.getFileName() + " /proc/*/mountinfo; lsattr -d " + path);
        }
        Duration next = pause.multipliedBy(2);
        schedule(path, removal, pause, next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE);
    }

    /** Ends soon; what is left by then is for the next start. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A directory is still being removed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        left.keySet().forEach(path -> LOG.warn("{} is left: the next start removes it", path));
    }
}
