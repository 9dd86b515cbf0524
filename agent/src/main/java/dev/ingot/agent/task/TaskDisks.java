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
 * Gives each job's directory a file system of its own. A few are made ahead, beside the jobs. They are mounted at no place
 * until a job takes them, and have no name: when the agent is killed, the kernel removes them at once. Thread-safe.
 */
final class TaskDisks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskDisks.class);
    /** Jobs that come together beyond these make theirs themselves, which takes 2 ms and more on a busy host. */
    static final int PREPARED_DISKS = 4;
    /** The job that took one is busy with its container just then. */
    private static final Duration REFILL_DELAY = Duration.ofMillis(50);

    private final LoopFileSystem kind;
    private final Path folder;
    private final Queue<LoopFileSystem.DetachedFileSystem> preparedDisks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean refillScheduled = new AtomicBoolean();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("task disks made ahead").factory());

    /** @param folder in which the files lie while they have a name */
    TaskDisks(LoopFileSystem kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
    }

    /** Mounts an empty one on that folder. */
    void mount(Path target) throws IOException {
        LoopFileSystem.DetachedFileSystem made = preparedDisks.poll();
        try (LoopFileSystem.DetachedFileSystem disk = made != null ? made : createDisk()) {
            disk.attach(target);
        }
        if (refillScheduled.compareAndSet(false, true)) {
            try {
                thread.schedule(this::refill, REFILL_DELAY.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile: no job comes that would need it.
                LOG.debug("No task disk is made ahead any more");
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
            // An executor keeps what is thrown to itself.
            if (!failing.getAndSet(true)) {
                LOG.warn("No task disk can be made ahead: {}. Each job tries it for itself", e.toString());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("A task disk is still being made");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (LoopFileSystem.DetachedFileSystem disk = preparedDisks.poll(); disk != null; disk = preparedDisks.poll()) {
            disk.close();
        }
    }
}
