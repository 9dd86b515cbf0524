package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TreeRemovalTest {
    /** Deeper than any path the kernel takes (4096 bytes), with names as long as they may be. */
    private static final int DEEP = 40;
    /** ext4 lets a file have 65,000. */
    private static final int HARD_LINKS = 60_000;
    /** As many as get it below the levels that are not moved. */
    private static final int ENTRIES = 15;

    @TempDir
    private Path dir;
    private Path folder;

    @BeforeEach
    void folderWithContent() throws IOException {
        folder = Files.createDirectory(dir.resolve("job-1"));
        Files.writeString(Files.createDirectories(folder.resolve("a/b/c")).resolve("file"), "x");
        Files.createDirectory(folder.resolve("a/empty"));
        Files.writeString(folder.resolve("file"), "x");
    }

    private boolean isGone() {
        return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void removesTheWholeTree() throws IOException {
        TreeRemoval.remove(folder);
        assertTrue(isGone());
    }

    @Test
    void acceptsAMissingFolder() throws IOException {
        TreeRemoval.remove(dir.resolve("never"));
        assertTrue(Files.exists(folder));
    }

    @Test
    void followsNoLink() throws IOException {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        Path file = Files.writeString(outside.resolve("file"), "x");
        Files.createSymbolicLink(folder.resolve("a/toFolder"), outside);
        Files.createSymbolicLink(folder.resolve("a/toFile"), file);
        Files.createSymbolicLink(folder.resolve("toNowhere"), Path.of("nowhere"));
        TreeRemoval.remove(folder);
        assertTrue(isGone());
        assertEquals("x", Files.readString(file));
    }

    @Test
    void removesALinkButNotItsTarget() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("job-2"), folder);
        TreeRemoval.remove(link);
        assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
        assertTrue(Files.exists(folder.resolve("file")));
    }

    @Test
    void removesFilesWithoutPermissions() throws IOException {
        Files.setPosixFilePermissions(folder.resolve("a/b/c/file"), PosixFilePermissions.fromString("---------"));
        TreeRemoval.remove(folder);
        assertTrue(isGone());
    }

    @Test
    void removesAFolderDeeperThanAnyPath() throws IOException {
        String name = "d".repeat(255);
        digDown(folder, name, DEEP);
        TreeRemoval.remove(folder);
        assertTrue(isGone());
    }

    /** Every level is made beside the chain and the chain is put into it, so that no path gets long. */
    private static void digDown(Path folder, String name, int levels) throws IOException {
        Path chain = Files.createDirectory(folder.resolve("chain"));
        Path next = folder.resolve("next");
        try (SecureDirectoryStream<Path> top = (SecureDirectoryStream<Path>) Files.newDirectoryStream(folder)) {
            for (int i = 0; i < levels; i++) {
                Files.createDirectory(next);
                try (SecureDirectoryStream<Path> inner = top.newDirectoryStream(next.getFileName())) {
                    top.move(chain.getFileName(), inner, Path.of(name));
                }
                Files.move(next, chain);
            }
        }
    }

    @Test
    @Timeout(20)
    void removesATreeWhileAProgramWrites() throws Exception {
        CountDownLatch busy = new CountDownLatch(200);
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 3000; i++) {
                try {
                    Files.writeString(Files.createDirectories(folder.resolve("a/w" + i % 50)).resolve("f" + i), "x");
                } catch (IOException e) {
                    // the folder went away just then: the next one is tried all the same
                } finally {
                    busy.countDown();
                }
            }
        });
        busy.await();
        TreeRemoval.remove(folder);
        writer.join();
        TreeRemoval.remove(folder);
        assertTrue(isGone());
    }

    /** As a student made it whose job's directory stayed: links for more than ten seconds, beside a chain of folders. */
    @Test
    @Timeout(60)
    void removesAVeryLargeTree() throws IOException {
        digDown(folder, "d", DEEP);
        Path wide = Files.createDirectory(folder.resolve("wide"));
        for (int file = 0; file < 2; file++) {
            Path linked = Files.createFile(wide.resolve("file" + file));
            for (int link = 1; link < HARD_LINKS; link++) {
                Files.createLink(wide.resolve("link" + file + "." + link), linked);
            }
        }
        TreeRemoval.remove(folder);
        assertTrue(isGone());
    }

    @Test
    @Timeout(20)
    void stopsWhenToldAndResumes() throws IOException {
        digDown(folder, "d".repeat(255), DEEP);
        AtomicInteger entries = new AtomicInteger(ENTRIES);
        int tries = 1;
        while (!TreeRemoval.remove(folder, () -> entries.decrementAndGet() > 0)) {
            entries.set(ENTRIES);
            tries++;
        }
        assertTrue(isGone());
        assertTrue(tries > 1, "it was told to end");
    }

    /** Root may remove whatever the permissions are, but not what something is mounted on. */
    @Test
    @Timeout(20)
    void removesEverythingButAMountedFolder() throws IOException {
        Path busy = Files.createDirectories(folder.resolve("a/busy"));
        Files.writeString(Files.createDirectories(folder.resolve("z/b")).resolve("file"), "x");
        mount(busy);
        try {
            Path kept = Files.writeString(busy.resolve("kept"), "x");
            IOException e = assertThrows(IOException.class, () -> TreeRemoval.remove(folder));
            assertTrue(e.getMessage().contains("busy"), e.getMessage());
            assertTrue(Files.exists(kept));
            assertEquals(List.of("a"), names(folder));
            assertEquals(List.of("busy"), names(folder.resolve("a")));
        } finally {
            Mounts.detach(busy);
        }
        TreeRemoval.remove(folder);
        assertTrue(isGone());
    }

    static void mount(Path target) throws IOException {
        try {
            Mounts.tmpfs(target, 1 << 20, 100);
        } catch (IOException e) {
            assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
            throw e;
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
