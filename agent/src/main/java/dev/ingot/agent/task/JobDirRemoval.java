package dev.ingot.agent.task;

import dev.ingot.agent.linux.JobThreads;
import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the directories of jobs with what is mounted in them. A job does it itself for a few seconds, in which it keeps its
 * place; what takes longer or fails is removed beside the jobs. Thread-safe.
 */
final class JobDirRemoval implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobDirRemoval.class);
    private static final String DEVICE = "unix:dev";
    private static final Duration JOB_REMOVAL_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration START_REMOVAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ROOM_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final String OF_AN_EARLIER_LIFE = "an earlier life";

    private final BackgroundRemover remover;
    private final BooleanSupplier spaceLeft;
    /** Unmounting waits in the kernel, for seconds where much was written: no carrier of virtual threads shall. */
    private final ExecutorService unmountThreads =
        Executors.newCachedThreadPool(JobThreads.named("unmount").name("unmount-", 0).factory());

    /**
     * Creates what removes directories.
     *
     * @param firstPause after a removal that failed, until it is tried again for the first time
     * @param spaceLeft  whether the file system of the directories has space for more, though some cannot be removed
     */
    JobDirRemoval(Duration firstPause, BooleanSupplier spaceLeft) {
        remover = new BackgroundRemover(firstPause);
        this.spaceLeft = spaceLeft;
    }

    /**
     * Removes a directory within a few seconds, or beside the jobs.
     *
     * @param kind of what jobs it is, see {@link JobDirs#create}
     */
    void dispose(Path path, String kind, BackgroundRemover.RemovalAction removal) {
        remover.remove(path, kind, JOB_REMOVAL_TIMEOUT, removal);
    }

    /** Removes all of an earlier life within some seconds, or beside the jobs. */
    void removeOrphans(DirectoryStream<Path> leftovers) {
        long deadline = System.nanoTime() + START_REMOVAL_TIMEOUT.toNanos();
        for (Path path : leftovers) {
            remover.remove(path, OF_AN_EARLIER_LIFE, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), onward -> {
                Mounts.detachBelow(path);
                boolean gone = remove(path, onward);
                if (gone) {
                    LOG.info("Removed {} of an earlier life", path);
                }
                return gone;
            });
        }
    }

    /**
     * Removes a job's directory, as far as {@code onward} says. A disk of its own goes as a whole.
     *
     * @return whether it is gone
     */
    boolean remove(Path path, BooleanSupplier onward) throws IOException {
        unmount(path);
        return TreeRemoval.remove(path, onward);
    }

    /** Takes away everything that the agent has mounted in a job's directory. Idempotent. */
    private void unmount(Path path) throws IOException {
        if (Files.exists(path.resolve(JobDir.HIDDEN), LinkOption.NOFOLLOW_LINKS)) {
            // What students have mounted: removing what is in there would end at the mount's own folder.
            Mounts.detachBelow(path.resolve(JobDir.HIDDEN));
        }
        TaskOverlay.of(path).unmount();
        if (hasDisk(path)) {
            detach(path);
        }
    }

    private static boolean hasDisk(Path path) throws IOException {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
            && !Files.getAttribute(path, DEVICE).equals(Files.getAttribute(path.getParent(), DEVICE));
    }

    private void detach(Path path) throws IOException {
        try {
            CompletableFuture.runAsync(() -> {
                try {
                    Mounts.detach(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }, unmountThreads).join();
        } catch (RejectedExecutionException e) {
            // The agent has stopped before this job was cleaned up.
            Mounts.detach(path);
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e.getCause());
        }
    }

    /** Whether new directories may be made; not while many cannot be removed and they leave little space. */
    boolean hasRoom() {
        return remover.failedCount() < BackgroundRemover.MAX_PENDING || spaceLeft.getAsBoolean();
    }

    /** Fails where too many directories of that kind cannot be removed. */
    void checkRoom(String kind) throws IOException {
        int stuck = remover.failedCount(kind);
        if (stuck >= BackgroundRemover.MAX_PENDING) {
            throw new IOException(stuck + " directories of jobs cannot be removed" + (kind.isEmpty() ? "" : " (" + kind + ")")
                + ": no new one is made for such a job");
        }
    }

    /**
     * Returns when there is room.
     *
     * @param patience zero for one look
     * @throws IOException when there is none for so long
     */
    private void awaitRoom(Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!hasRoom()) {
            if (System.nanoTime() >= deadline) {
                throw new IOException(remover.failedCount()
                    + " directories of jobs cannot be removed, and the disk is nearly full: "
                    + "no new one is made");
            }
            try {
                Thread.sleep(POLL_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while directories are to be removed");
            }
        }
    }

    /** Waits for room, a minute at the most. */
    void awaitRoom() throws IOException {
        awaitRoom(ROOM_TIMEOUT);
    }

    /** Fails where there is none now. */
    void checkRoom() throws IOException {
        awaitRoom(Duration.ZERO);
    }

    /** Directories that are still to be removed. */
    int pendingCount() {
        return remover.pendingCount();
    }

    @Override
    public void close() {
        remover.close();
        unmountThreads.shutdown();
    }
}
