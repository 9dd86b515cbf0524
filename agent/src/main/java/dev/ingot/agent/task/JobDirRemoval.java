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
 * Removes the directories of jobs, including the mounts in them. A job removes its own directory for up to 3 s, while it keeps
 * its permit; a removal that takes longer or fails continues in the background. Thread-safe.
 */
final class JobDirRemoval implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobDirRemoval.class);
    private static final String DEVICE = "unix:dev";
    private static final Duration JOB_REMOVAL_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration START_REMOVAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ROOM_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final String ORPHANS = "orphans";

    private final BackgroundRemover remover;
    private final BooleanSupplier spaceLeft;
    /** Unmounting blocks in the kernel, for seconds if much was written; it must not block carriers of virtual threads. */
    private final ExecutorService unmountThreads =
        Executors.newCachedThreadPool(JobThreads.named("unmount").name("unmount-", 0).factory());

    /**
     * Creates an instance without pending removals.
     *
     * @param firstPause pause between the first failure of a removal and the second attempt
     * @param spaceLeft  whether the file system has space for new directories although some cannot be removed
     */
    JobDirRemoval(Duration firstPause, BooleanSupplier spaceLeft) {
        remover = new BackgroundRemover(firstPause);
        this.spaceLeft = spaceLeft;
    }

    /**
     * Removes a directory within 3 s, or else in the background.
     *
     * @param kind kind of the job, see {@link JobDirs#create}
     */
    void dispose(Path path, String kind, BackgroundRemover.RemovalAction removal) {
        remover.remove(path, kind, JOB_REMOVAL_TIMEOUT, removal);
    }

    /** Removes the directories of an earlier process of the agent within 10 s, or else in the background. */
    void removeOrphans(DirectoryStream<Path> orphans) {
        long deadline = System.nanoTime() + START_REMOVAL_TIMEOUT.toNanos();
        for (Path path : orphans) {
            remover.remove(path, ORPHANS, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), mayContinue -> {
                Mounts.detachBelow(path);
                boolean gone = remove(path, mayContinue);
                if (gone) {
                    LOG.info("Removed orphaned job directory {}", path);
                }
                return gone;
            });
        }
    }

    /**
     * Removes a job's directory while {@code mayContinue} returns true. A file system of its own is unmounted as a whole.
     *
     * @return whether the directory is removed
     */
    boolean remove(Path path, BooleanSupplier mayContinue) throws IOException {
        unmount(path);
        return TreeRemoval.remove(path, mayContinue);
    }

    /** Unmounts everything that the agent has mounted in a job's directory. Idempotent. */
    private void unmount(Path path) throws IOException {
        if (Files.exists(path.resolve(JobDir.HIDDEN), LinkOption.NOFOLLOW_LINKS)) {
            // Mounts for students: rmdir of a mount point fails.
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

    /** Returns whether new directories can be created: not while 32 cannot be removed and the disk is nearly full. */
    boolean hasRoom() {
        return remover.failedCount() < BackgroundRemover.MAX_PENDING || spaceLeft.getAsBoolean();
    }

    /** Fails if too many directories of a kind cannot be removed. */
    void checkRoom(String kind) throws IOException {
        int stuck = remover.failedCount(kind);
        if (stuck >= BackgroundRemover.MAX_PENDING) {
            throw new IOException("cannot create a job directory: " + stuck + " directories of finished jobs"
                + (kind.isEmpty() ? "" : " (" + kind + ")") + " cannot be removed");
        }
    }

    /**
     * Waits until new directories can be created.
     *
     * @param timeout maximum wait; zero checks once
     * @throws IOException after the timeout
     */
    private void awaitRoom(Duration timeout) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!hasRoom()) {
            if (System.nanoTime() >= deadline) {
                throw new IOException("cannot create a job directory: " + remover.failedCount()
                    + " directories of finished jobs cannot be removed, and the disk is nearly full");
            }
            try {
                Thread.sleep(POLL_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the removal of directories");
            }
        }
    }

    /** Waits at most a minute until new directories can be created. */
    void awaitRoom() throws IOException {
        awaitRoom(ROOM_TIMEOUT);
    }

    /** Fails if no directory can be created now. */
    void checkRoom() throws IOException {
        awaitRoom(Duration.ZERO);
    }

    /** Returns the number of directories still to be removed. */
    int pendingCount() {
        return remover.pendingCount();
    }

    @Override
    public void close() {
        remover.close();
        unmountThreads.shutdown();
    }
}
