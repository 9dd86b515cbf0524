package dev.ingot.agent.task;

import dev.ingot.agent.linux.LoopFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each job's directory its own file system. A few are created in advance in the background. They have no name and no mount
 * point until a job uses them, so the kernel removes them when the agent is killed. Thread-safe.
 */
final class TaskDisks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskDisks.class);
    /** More jobs at once create their own, which takes 2 ms, and more on a busy host. */
    static final int PREPARED_DISKS = 4;
    /** Delay after a job took a file system, since that job then creates its container. */
    private static final Duration REFILL_DELAY = Duration.ofMillis(50);

    private final LoopFileSystem kind;
    private final Path folder;
    private final Queue<LoopFileSystem.DetachedFileSystem> preparedDisks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean refillScheduled = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("task-disk-refill").factory());

    /** @param folder in which the files are created; their names are deleted at once */
    TaskDisks(LoopFileSystem kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
    }

    /** Mounts an empty file system on a folder. */
    void mount(Path target) throws IOException {
        LoopFileSystem.DetachedFileSystem prepared = preparedDisks.poll();
        try (LoopFileSystem.DetachedFileSystem disk = prepared != null ? prepared : createDisk()) {
            disk.attach(target);
        }
        if (refillScheduled.compareAndSet(false, true)) {
            try {
                thread.schedule(this::refill, REFILL_DELAY.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile: no further job needs one.
                LOG.debug("Prepares no more task disks: the agent is stopping");
            }
        }
    }

    private LoopFileSystem.DetachedFileSystem createDisk() throws IOException {
        return kind.create(folder.resolve("job-disk-" + Long.toHexString(ThreadLocalRandom.current().nextLong())));
    }

    private void refill() {
        refillScheduled.set(false);
        try {
            while (preparedDisks.size() < PREPARED_DISKS && !thread.isShutdown()) {
                preparedDisks.add(createDisk());
            }
            failing.set(false);
        } catch (IOException | RuntimeException e) {
            // The executor would swallow the exception.
            if (!failing.getAndSet(true)) {
                LOG.warn("Cannot prepare task disks in advance: {}. Each job creates its own", e.toString());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("The creation of a task disk did not stop within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (LoopFileSystem.DetachedFileSystem disk = preparedDisks.poll(); disk != null; disk = preparedDisks.poll()) {
            disk.close();
        }
    }
}
