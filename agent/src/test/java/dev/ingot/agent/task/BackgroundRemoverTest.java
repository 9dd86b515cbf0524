package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BackgroundRemoverTest {
    private static final Duration SOON = Duration.ofMillis(20);

    @TempDir
    private Path tmpdir;

    private static void await(Eventually.Condition condition) {
        Eventually.awaitTrue(condition, () -> "the directory is in another state");
    }

    @Test
    void retriesUntilTheDirectoryCanBeRemoved() throws Exception {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.empty(), SOON)) {
            JobDir dir = dirs.create(NoPermissionFixer.NONE);
            Path busy = Files.createDirectory(dir.task().resolve("busy"));
            TreeRemovalTest.mount(busy);
            try {
                dir.close();
                assertEquals(1, dirs.pendingRemovals());
                assertTrue(Files.exists(busy));
                assertTrue(dirs.hasRoom());
            } finally {
                Mounts.detach(busy);
            }
            await(() -> dirs.pendingRemovals() == 0);
            assertFalse(Files.exists(dir.task().getParent()));
        }
    }

    @Test
    void retriesAfterAnyFault() throws Exception {
        try (BackgroundRemover remover = new BackgroundRemover(SOON)) {
            AtomicInteger tries = new AtomicInteger();
            remover.remove(tmpdir, "", Duration.ZERO, _ -> switch (tries.incrementAndGet()) {
                case 1 -> false;
                case 2 -> throw new IllegalStateException("a defect");
                case 3 -> throw new StackOverflowError();
                case 4 -> throw new IOException("a host that is not well");
                default -> true;
            });
            await(() -> remover.pendingCount() == 0);
            assertEquals(5, tries.get());
        }
    }

    @Test
    void defersSlowRemovalsWhileThereIsRoom() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (BackgroundRemover remover = new BackgroundRemover(SOON)) {
            for (int i = 0; i < BackgroundRemover.MAX_PENDING; i++) {
                remover.remove(tmpdir.resolve("slow" + i), "", Duration.ZERO,
                    onward -> !onward.getAsBoolean() ? false : hold(hold));
            }
            assertEquals(BackgroundRemover.MAX_PENDING, remover.pendingCount());
            assertEquals(0, remover.failedCount());
            AtomicInteger entries = new AtomicInteger();
            remover.remove(tmpdir, "", Duration.ZERO, onward -> {
                while (onward.getAsBoolean() && entries.get() < 1000) {
                    entries.incrementAndGet();
                }
                return entries.get() == 1000;
            });
            assertEquals(1000, entries.get(), "removed by the caller");
            hold.countDown();
            await(() -> remover.pendingCount() == 0);
        }
    }

    private static boolean hold(CountDownLatch latch) throws IOException {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void noDirectoryIsMadeForJobsOfWhichTooManyCannotBeRemoved() throws Exception {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.empty(), Duration.ofMillis(500))) {
            Path[] busy = new Path[BackgroundRemover.MAX_PENDING];
            try {
                for (int i = 0; i < busy.length; i++) {
                    JobDir dir = dirs.create(NoPermissionFixer.NONE);
                    busy[i] = Files.createDirectory(dir.task().resolve("busy"));
                    TreeRemovalTest.mount(busy[i]);
                    dir.close();
                }
                dirs.create(NoPermissionFixer.NONE, "", false, "other").close();
                assertTrue(dirs.hasRoom());
                String text = assertThrows(IOException.class, () -> dirs.create(NoPermissionFixer.NONE)).getMessage();
                assertTrue(text.contains("32 directories of finished jobs"), text);
            } finally {
                for (Path path : busy) {
                    Mounts.detach(path);
                }
            }
            await(() -> dirs.pendingRemovals() == 0);
            dirs.create(NoPermissionFixer.NONE).close();
        }
    }

    @Test
    void anotherKindDoesNotWaitForOneWhoseRemovalTakesLong() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (BackgroundRemover remover = new BackgroundRemover(SOON)) {
            for (int i = 0; i < BackgroundRemover.MAX_PENDING; i++) {
                remover.remove(tmpdir.resolve("slow" + i), "hostile", Duration.ZERO,
                    onward -> !onward.getAsBoolean() ? false : hold(hold));
            }
            AtomicInteger tries = new AtomicInteger();
            remover.remove(tmpdir, "other", Duration.ZERO, onward -> tries.incrementAndGet() > 1);
            await(() -> remover.pendingCount() == BackgroundRemover.MAX_PENDING);
            hold.countDown();
            await(() -> remover.pendingCount() == 0);
        }
    }

    @Test
    void whereManyCannotBeRemovedNoneIsMadeOnceTheDiskIsNearlyFull() throws Exception {
        AtomicBoolean space = new AtomicBoolean(true);
        try (JobDirRemoval removal = new JobDirRemoval(Duration.ofMinutes(1), space::get)) {
            for (int i = 0; i < BackgroundRemover.MAX_PENDING; i++) {
                removal.dispose(tmpdir.resolve("stuck" + i), "kind" + i, _ -> {
                    throw new IOException("busy");
                });
            }
            removal.checkRoom("kind0");
            removal.checkRoom();
            space.set(false);
            String text = assertThrows(IOException.class, removal::checkRoom).getMessage();
            assertTrue(text.contains("32 directories of finished jobs cannot be removed, and the disk is nearly full"), text);
        }
    }
}
