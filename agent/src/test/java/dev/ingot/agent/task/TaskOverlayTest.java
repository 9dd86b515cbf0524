package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks shown below a layer. Mounting takes root. */
class TaskOverlayTest {
    private static final int WORKER = 4242;
    private static final int LARGE = 1 << 20;

    @TempDir
    private Path tmp;
    private Path task;
    private JobDirs dirs;

    @BeforeEach
    void makeTask() throws IOException {
        task = Files.createDirectories(tmp.resolve("tasks/c1/t1"));
        Files.writeString(task.resolve("run"), "grade it");
        Files.write(Files.createDirectory(task.resolve("data")).resolve("large"), new byte[LARGE]);
        Files.createSymbolicLink(task.resolve("link"), Path.of("run"));
        dirs = JobDirs.open(tmp);
        assumeTrue(dirs.canOverlay(task, (_, _) -> true), "an overlay cannot be mounted here");
    }

    @AfterEach
    void closeDirs() {
        dirs.close();
    }

    private JobDir createFilled() throws IOException {
        JobDir dir = dirs.create(NoPermissionFixer.NONE);
        dir.fillWithOverlay(task, Optional.empty());
        return dir;
    }

    private static boolean hasMountBelow(Path folder) throws IOException {
        return Files.readString(Path.of("/proc/self/mountinfo")).contains(folder.toString());
    }

    /** What can be told of every file: kind, permissions, owner, time, size. */
    private Map<String, String> attributesOfTask() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(task)) {
            for (Path path : paths.toList()) {
                Map<String, Object> told = Files.readAttributes(path, "unix:mode,uid,gid,lastModifiedTime,size",
                    LinkOption.NOFOLLOW_LINKS);
                all.put(task.relativize(path).toString(), new TreeMap<>(told).toString());
            }
        }
        return all;
    }

    @Test
    void showsTheTaskWritable() throws IOException {
        try (JobDir dir = createFilled()) {
            assertEquals("grade it", Files.readString(dir.task().resolve("link")));
            assertEquals("rwxrwxrwx", PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.task())));
            assertTrue(Files.isDirectory(dir.task().resolve("student")));
            Files.writeString(dir.task().resolve("new"), "x");
            Files.move(dir.task().resolve("data"), dir.task().resolve("moved"));
            assertEquals(LARGE, Files.size(dir.task().resolve("moved/large")));
        }
    }

    @Test
    void keepsTheTaskStoreUnchanged() throws IOException {
        Map<String, String> before = attributesOfTask();
        try (JobDir dir = createFilled()) {
            try (Stream<Path> all = Files.walk(dir.task())) {
                for (Path path : all.filter(one -> !Files.isSymbolicLink(one)).toList()) {
                    Files.setAttribute(path, "unix:uid", WORKER);
                    Files.setAttribute(path, "unix:gid", WORKER);
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
                }
            }
            Files.writeString(dir.task().resolve("run"), "cheat");
            Files.delete(dir.task().resolve("link"));
            TreeRemoval.remove(dir.task().resolve("data"));
            Files.createDirectory(dir.task().resolve("data"));
        }
        assertEquals(before, attributesOfTask());
        assertEquals("grade it", Files.readString(task.resolve("run")));
    }

    @Test
    void changesAnOwnerWithoutCopyingData() throws IOException {
        try (JobDir dir = createFilled()) {
            Path large = dir.task().resolve("data/large");
            Files.setAttribute(large, "unix:uid", WORKER);
            Path upper = dir.task().resolveSibling("layer/upper/data/large");
            assertEquals(WORKER, Files.getAttribute(upper, "unix:uid"));
            Process blocks = new ProcessBuilder("stat", "--format=%b", upper.toString()).start();
            String told = new String(blocks.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            long used = 512 * Long.parseLong(told.strip());
            assertTrue(used < LARGE / 2, () -> used + " bytes of " + LARGE);
        }
    }

    @Test
    void closingLeavesNoMountAndNoDirectory() throws IOException {
        JobDir dir = createFilled();
        Path path = dir.task().getParent();
        assertTrue(hasMountBelow(path));
        dir.close();
        assertFalse(hasMountBelow(path));
        assertFalse(Files.exists(path));
    }

    @Test
    void unmountsTheOverlaysOfAKilledAgent() throws IOException {
        Path path = createFilled().task().getParent();
        dirs.close();
        dirs = JobDirs.open(tmp);
        assertTrue(hasMountBelow(path));
        dirs.deleteOrphans();
        assertFalse(hasMountBelow(path));
        assertFalse(Files.exists(path));
        assertEquals("grade it", Files.readString(task.resolve("run")));
    }

    @Test
    void isImpossibleWhenContainersDoNotSeeIt() throws IOException {
        assertFalse(dirs.canOverlay(task, (_, _) -> false));
        try (Stream<Path> left = Files.list(dirs.root())) {
            assertEquals(1, left.count(), "the mark alone");
        }
    }
}
