package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ingot.agent.Eventually;
import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.backend.soak.LoopDevices;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDirsTest {
    @TempDir
    private Path tmpdir;

    private Path root() {
        return tmpdir.resolve("ingot-jobs");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void createsAPrivateFolderBelowAMissingTmpdir() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir.resolve("not/yet/there"))) {
            assertEquals(tmpdir.toRealPath().resolve("not/yet/there/ingot-jobs"), dirs.root());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(dirs.root())));
        }
    }

    @Test
    void createsTheFoldersThatContainersNeed() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir);
            JobDir one = dirs.create(NoPermissionFixer.NONE);
            JobDir other = dirs.create(NoPermissionFixer.NONE)) {
            assertNotEquals(one.task(), other.task());
            for (Path open : List.of(one.task(), one.sockets())) {
                assertEquals("rwxrwxrwx", PosixFilePermissions.toString(Files.getPosixFilePermissions(open)));
            }
            assertTrue(Files.isDirectory(one.common().resolve("student")));
        }
        assertEquals(List.of(".ingot-agent"), names(root()));
    }

    @Test
    void refusesAFolderWithoutMarkerAndKeepsItsContent() throws IOException {
        Files.createDirectories(root().resolve("job-1/task"));
        String text = assertThrows(IOException.class, () -> JobDirs.open(tmpdir)).getMessage();
        assertTrue(text.contains("has no marker file"), text);
        assertEquals(List.of("job-1"), names(root()));
    }

    @Test
    void refusesAnEmptyFolderWithoutMarker() throws IOException {
        Files.createDirectories(root());
        assertThrows(IOException.class, () -> JobDirs.open(tmpdir));
        assertEquals(List.of(), names(root()));
    }

    @Test
    void aLinkToAMarkedFolderIsRefused() throws IOException {
        Path elsewhere = tmpdir.resolve("elsewhere");
        Files.createDirectories(elsewhere.resolve("job-1"));
        Files.createFile(elsewhere.resolve(".ingot-agent"));
        Files.createSymbolicLink(root(), elsewhere);
        assertThrows(IOException.class, () -> JobDirs.open(tmpdir));
        assertEquals(List.of(".ingot-agent", "job-1"), names(elsewhere));
    }

    @Test
    void refusesAFolderInUse() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir); JobDir job = dirs.create(NoPermissionFixer.NONE)) {
            String text = assertThrows(IOException.class, () -> JobDirs.open(tmpdir)).getMessage();
            assertTrue(text.contains("in use by another agent"), text);
            assertTrue(Files.isDirectory(job.task()));
        }
        JobDirs.open(tmpdir).close();
    }

    /** A lock of the JDK's would go with any descriptor of the file that this process closes. */
    @Test
    void keepsTheLockWhenTheMarkerIsRead() throws Exception {
        try (JobDirs dirs = JobDirs.open(tmpdir)) {
            assertTrue(Files.readString(dirs.root().resolve(".ingot-agent")).contains("Ingot"));
            assertFalse(canLockMarker());
        }
        assertTrue(canLockMarker());
    }

    private boolean canLockMarker() throws Exception {
        return new ProcessBuilder("flock", "--nonblock", "--exclusive", root().resolve(".ingot-agent").toString(), "true")
            .start().waitFor() == 0;
    }

    @Test
    void deletesOrphansAndNothingElse() throws IOException {
        JobDirs.open(tmpdir).close();
        Path outside = Files.createFile(tmpdir.resolve("outside"));
        Files.createDirectories(root().resolve("job-1/task/deep"));
        Files.createSymbolicLink(root().resolve("job-1/task/link"), tmpdir);
        Files.createSymbolicLink(root().resolve("job-2"), tmpdir);
        Files.createFile(root().resolve("job-3"));
        Files.createDirectory(root().resolve("notes"));
        try (JobDirs dirs = JobDirs.open(tmpdir)) {
            dirs.deleteOrphans();
        }
        assertEquals(List.of(".ingot-agent", "notes"), names(root()));
        assertTrue(Files.exists(outside));
    }

    @Test
    void deletesADirectoryWhoseFoldersWereReplaced() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir)) {
            JobDir dir = dirs.create(NoPermissionFixer.NONE);
            Files.delete(dir.sockets());
            Files.createSymbolicLink(dir.sockets(), tmpdir);
            dir.close();
            dir.close();
            assertEquals(List.of(".ingot-agent"), names(root()));
            assertFalse(Files.exists(dir.task()));
        }
    }

    /** Whatever became of the file that was written: one without a name takes room all the same. */
    @Test
    void limitsTheBytesOfADisk() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.of(new LoopFileSystem(8 << 20, 100)))) {
            JobDir dir = limited(dirs);
            try (OutputStream file = Files.newOutputStream(dir.task().resolve("large"))) {
                Files.delete(dir.task().resolve("large"));
                byte[] piece = new byte[1 << 20];
                IOException full = assertThrows(IOException.class, () -> {
                    for (int i = 0; i < 16; i++) {
                        file.write(piece);
                    }
                });
                assertTrue(full.getMessage().contains("No space left"), full.getMessage());
            }
            dir.close();
            assertEquals(List.of(".ingot-agent"), names(root()));
        }
    }

    @Test
    void deletesAnOrphanedDiskWithItsDirectory() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.of(new LoopFileSystem(8 << 20, 100)))) {
            limited(dirs);
        }
        assertEquals(1, LoopDevices.findBackedBelow(root()).size(), "prepared disks are removed");
        try (JobDirs dirs = JobDirs.open(tmpdir)) {
            dirs.deleteOrphans();
        }
        assertEquals(List.of(".ingot-agent"), names(root()));
        assertEquals(List.of(), LoopDevices.findBackedBelow(root()));
        assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(root().toString()));
    }

    @Test
    void leavesNothingWhenNoDiskCanBeCreated() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.of(new LoopFileSystem(0, 100)))) {
            assertThrows(IOException.class, () -> dirs.create(NoPermissionFixer.NONE));
            assertEquals(List.of(".ingot-agent"), names(root()));
        }
    }

    @Test
    void preparesUnnamedDisksForLaterJobs() throws Exception {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.of(new LoopFileSystem(8 << 20, 100)))) {
            for (int job = 0; job < 3; job++) {
                limited(dirs).close();
                Eventually.awaitTrue(() -> LoopDevices.findBackedBelow(root()).size() >= TaskDisks.PREPARED_DISKS,
                    () -> "too few disks are prepared");
                assertEquals(TaskDisks.PREPARED_DISKS, LoopDevices.findBackedBelow(root()).size());
                assertEquals(List.of(".ingot-agent"), names(root()));
                assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(root().toString()));
            }
        }
        assertEquals(List.of(), LoopDevices.findBackedBelow(root()));
    }

    @Test
    void limitsTheFilesOfADisk() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.of(new LoopFileSystem(64 << 20, 1000)))) {
            JobDir dir = limited(dirs);
            IOException full = assertThrows(IOException.class, () -> {
                for (int i = 0; i < 3000; i++) {
                    Files.createFile(dir.task().resolve("file" + i));
                }
            });
            assertTrue(full.getMessage().contains("No space left"), full.getMessage());
            assertTrue(Files.exists(dir.task().resolve("file900")));
            dir.close();
            assertEquals(List.of(".ingot-agent"), names(root()));
        }
    }

    @Test
    void usesTheHostDiskWithoutALimit() throws IOException {
        try (JobDirs dirs = JobDirs.open(tmpdir, Optional.of(new LoopFileSystem(8 << 20, 100)))) {
            dirs.disableDiskLimit("blind");
            try (JobDir job = dirs.create(NoPermissionFixer.NONE, "blind", false, "")) {
                assertEquals(Files.getFileStore(root()), Files.getFileStore(job.task()));
            }
        }
    }

    private static JobDir limited(JobDirs dirs) throws IOException {
        try {
            return dirs.create(NoPermissionFixer.NONE);
        } catch (IOException e) {
            // Where direct runtimes are named, this host can, or something is wrong with it.
            assumeFalse(System.getProperty("ingot.runtimes", "").isEmpty(), "no disk can be mounted here: " + e.getMessage());
            throw e;
        }
    }
}
