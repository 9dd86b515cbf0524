package dev.ingot.agent.student;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.Mount;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentFoldersTest {
    private static final int ROUNDS = 50;
    private static final int STUDENTS = 16;
    private static final int MILLIS = 2000;
    private static final int AT_FDCWD = -100;
    private static final int RENAME_EXCHANGE = 2;
    private static final C C_LIBRARY = Native.load("c", C.class);
    private static final ContainerRuntime PINNING = new ScriptedRuntime(Set.of(Capability.PIN_MOUNT_SOURCES));

    @Test
    void createsEqualMountsForConcurrentStudents(@TempDir Path home) throws Exception {
        try (JobDirs dirs = JobDirs.open(home); ExecutorService threads = Executors.newFixedThreadPool(STUDENTS)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (JobDir dir = dirs.create(_ -> { })) {
                    dir.fill(Optional.empty(), Optional.empty(), false);
                    List<Future<List<Mount>>> mounts = new ArrayList<>();
                    for (int i = 0; i < STUDENTS; i++) {
                        mounts.add(threads.submit(() -> new StudentFolders(dir, PINNING).createMounts()));
                    }
                    assertEquals(1, new HashSet<>(mounts.stream().map(StudentFoldersTest::result).toList()).size());
                }
            }
        }
    }

    /** A grader that swaps its folder with a link as fast as it can: a path through it leads out at any moment. */
    @Test
    void createsNothingOutsideWhileTheGraderSwapsFolders(@TempDir Path home) throws Exception {
        Path outside = Files.createDirectory(home.resolve("outside"));
        AtomicBoolean over = new AtomicBoolean();
        try (JobDirs dirs = JobDirs.open(home); JobDir dir = dirs.create(_ -> { })) {
            dir.fill(Optional.empty(), Optional.empty(), false);
            String student = dir.task().resolve("student").toString();
            String link = Files.createSymbolicLink(dir.task().resolve("link"), outside).toString();
            Thread grader = Thread.ofPlatform().daemon().start(() -> {
                while (!over.get()) {
                    assertEquals(0, C_LIBRARY.renameat2(AT_FDCWD, student, AT_FDCWD, link, RENAME_EXCHANGE));
                }
            });
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
            while (System.nanoTime() < deadline) {
                try (StudentFolders folders = new StudentFolders(dir, PINNING)) {
                    folders.createMounts();
                } catch (IOException e) {
                    // The link is in the folder's place: the student is refused.
                    assertTrue(Files.exists(dir.task()));
                }
            }
            over.set(true);
            grader.join();
        }
        try (Stream<Path> made = Files.list(outside)) {
            assertEquals(List.of(), made.toList());
        }
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(outside)));
    }

    @Test
    void bindsFoldersForAManagerThatMayFollowLinks(@TempDir Path home) throws Exception {
        assumeTrue(Files.getOwner(home).getName().equals("root"), "only root can mount");
        Path outside = Files.createDirectory(home.resolve("outside"));
        try (JobDirs dirs = JobDirs.open(home); JobDir dir = dirs.create(_ -> { })) {
            dir.fill(Optional.empty(), Optional.empty(), false);
            Path student = dir.task().resolve("student");
            Files.writeString(student.resolve("file"), "x");
            StudentFolders folders = new StudentFolders(dir, new ScriptedRuntime(Set.of()));
            List<Mount> mounts = folders.createMounts();
            assertTrue(folders.isCurrent());
            Files.move(student, student.resolveSibling("moved"));
            Files.createSymbolicLink(student, outside);
            for (Mount mount : mounts) {
                assertFalse(mount.source().startsWith(dir.task()), mount::toString);
            }
            assertEquals("x", Files.readString(source(mounts, "/task/student").resolve("file")));
            Files.writeString(source(mounts, "/task/student/scripts").resolve("script"), "y");
            assertTrue(Files.exists(student.resolveSibling("moved").resolve("scripts/script")));
            assertThrows(IOException.class, folders::isCurrent);
            folders.close();
            assertFalse(Files.exists(source(mounts, "/task/student")));
        }
        assertEquals(List.of(), mountsBelow(home));
    }

    @Test
    void unmountsOrphansAtTheStart(@TempDir Path home) throws Exception {
        assumeTrue(Files.getOwner(home).getName().equals("root"), "only root can mount");
        try (JobDirs dirs = JobDirs.open(home)) {
            JobDir dir = dirs.create(_ -> { });
            dir.fill(Optional.empty(), Optional.empty(), false);
            new StudentFolders(dir, new ScriptedRuntime(Set.of())).createMounts();
            assertEquals(3, mountsBelow(home).size());
        }
        try (JobDirs dirs = JobDirs.open(home)) {
            dirs.deleteOrphans();
            assertEquals(List.of(), mountsBelow(home));
            try (Stream<Path> left = Files.list(dirs.root())) {
                assertEquals(List.of(dirs.root().resolve(".ingot-agent")), left.toList());
            }
        }
    }

    @Test
    void mountsSeparateFoldersByTheirOwnPaths(@TempDir Path home) throws Exception {
        try (JobDirs dirs = JobDirs.open(home); JobDir dir = dirs.create(_ -> { }, "", true, "");
            StudentFolders folders = new StudentFolders(dir, new ScriptedRuntime(Set.of()))) {
            dir.fill(Optional.empty(), Optional.empty(), false);
            List<Mount> mounts = folders.createMounts();
            assertEquals(dir.separateStudentFolder(), source(mounts, "/task/student"));
            assertEquals(dir.separateSystemFilesFolder(), source(mounts, "/task/systemfiles"));
            assertTrue(mounts.stream().noneMatch(mount -> mount.target().equals("/task/student/scripts")), mounts::toString);
            assertTrue(Files.isDirectory(dir.separateStudentFolder().resolve("scripts"), LinkOption.NOFOLLOW_LINKS));
        }
    }

    private static Path source(List<Mount> mounts, String target) {
        return mounts.stream().filter(mount -> mount.target().equals(target)).map(Mount::source).findAny().orElseThrow();
    }

    private static List<String> mountsBelow(Path home) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.filter(line -> line.contains(home.toString())).toList();
        }
    }

    private static List<Mount> result(Future<List<Mount>> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private interface C extends Library {
        int renameat2(int folder, String path, int otherFolder, String otherPath, int flags);
    }
}
