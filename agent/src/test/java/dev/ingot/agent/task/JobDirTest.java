package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobDirTest {
    @TempDir
    private Path tmp;
    private Path task;
    private Path common;
    private JobDirs dirs;
    private JobDir dir;

    @BeforeEach
    void openDirectory() throws IOException {
        task = Files.createDirectories(tmp.resolve("tasks/c1/t1"));
        common = Files.createDirectories(tmp.resolve("tasks/c1/$common"));
        dirs = JobDirs.open(tmp);
        dir = dirs.create(NoPermissionFixer.NONE);
    }

    @AfterEach
    void closeDirectory() {
        dir.close();
        dirs.close();
    }

    private void fill() throws IOException {
        fill(false);
    }

    private void fill(boolean mounted) throws IOException {
        dir.fill(Optional.of(task), Optional.of(common), mounted);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static boolean isRealFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void taskAndCommonFolderAreCopied() throws IOException {
        Files.writeString(task.resolve("run"), "x");
        Files.createDirectory(common.resolve("student"));
        Files.writeString(common.resolve("student/lib"), "y");
        Files.writeString(common.resolve("run"), "z");
        fill();
        assertEquals("x", Files.readString(dir.task().resolve("run")));
        assertEquals("y", Files.readString(dir.common().resolve("student/lib")));
        assertEquals("z", Files.readString(dir.common().resolve("run")));
    }

    @Test
    void createsTheStudentFoldersAlways() throws IOException {
        fill();
        assertEquals("rwxrwxrwx", mode(dir.task().resolve("student")));
        assertTrue(isRealFolder(dir.common().resolve("student")));
    }

    @Test
    void createsEmptyFoldersWithoutATask() throws IOException {
        dir.fill(Optional.empty(), Optional.empty(), false);
        assertEquals("rwxrwxrwx", mode(dir.task().resolve("student")));
        try (Stream<Path> inside = Files.walk(dir.common())) {
            assertEquals(List.of(dir.common(), dir.common().resolve("student")), inside.toList());
        }
    }

    @Test
    void aCommonStudentFolderThatLeadsOutIsReplacedByAnEmptyOne() throws IOException {
        Files.createSymbolicLink(common.resolve("student"), tmp.resolve("tasks"));
        fill();
        assertTrue(isRealFolder(dir.common().resolve("student")));
        try (Stream<Path> inside = Files.list(dir.common().resolve("student"))) {
            assertEquals(List.of(), inside.toList());
        }
    }

    @Test
    void aCommonStudentFileIsReplacedToo() throws IOException {
        Files.writeString(common.resolve("student"), "x");
        fill();
        assertTrue(isRealFolder(dir.common().resolve("student")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsALinkNamedStudentInTheTask(boolean mounted) throws IOException {
        Files.createSymbolicLink(task.resolve("student"), tmp.resolve("nowhere"));
        fill(mounted);
        assertTrue(Files.isSymbolicLink(dir.task().resolve("student")));
        assertFalse(Files.exists(tmp.resolve("nowhere")));
    }

    /** As a job without a container finds its directory, and as one does whose container was started before. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fillsExistingFoldersInPlace(boolean mounted) throws IOException {
        Files.writeString(Files.createDirectories(task.resolve("student/scripts")).resolve("script"), "x");
        Files.writeString(Files.createDirectory(task.resolve("systemfiles")).resolve("hosts"), "y");
        Files.writeString(task.resolve("run"), "z");
        List<Path> folders = List.of(dir.task().resolve("student"), dir.task().resolve("student/scripts"),
            dir.task().resolve("systemfiles"));
        for (Path folder : folders) {
            Files.createDirectory(folder);
        }
        List<Object> keys = keys(folders);
        fill(mounted);
        assertEquals(keys, keys(folders));
        assertEquals("x", Files.readString(folders.get(1).resolve("script")));
        assertEquals("y", Files.readString(folders.get(2).resolve("hosts")));
        assertEquals("z", Files.readString(dir.task().resolve("run")));
        try (Stream<Path> left = Files.list(dir.task().getParent())) {
            assertEquals(Set.of("task", "sockets", "common"), left.map(path -> path.getFileName().toString())
                .collect(Collectors.toSet()), "nothing of the copy is left");
        }
    }

    private static List<Object> keys(List<Path> folders) throws IOException {
        List<Object> keys = new ArrayList<>();
        for (Path folder : folders) {
            keys.add(Files.getAttribute(folder, "unix:ino"));
        }
        return keys;
    }

    /** A container that runs already puts a link in a folder's place as soon as that is there. */
    @Test
    void writesNothingThroughALinkCreatedDuringTheCopy() throws Exception {
        Path outside = Files.createDirectory(tmp.resolve("outside"));
        Path large = Files.createDirectory(task.resolve("x"));
        for (int i = 0; i < 400; i++) {
            Files.writeString(large.resolve("f" + i), "x");
        }
        Path place = dir.task().resolve("x");
        Thread container = Thread.ofPlatform().daemon().start(() -> {
            while (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                Thread.onSpinWait();
            }
            try {
                Files.move(place, dir.task().resolve("moved"));
                Files.createSymbolicLink(place, outside);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        fill(true);
        container.join();
        assertTrue(Files.isSymbolicLink(place));
        try (Stream<Path> written = Files.list(outside)) {
            assertEquals(0, written.count(), "files of the task in a folder of the host");
        }
    }

    @Test
    void separateFoldersLieBesideTheTask() throws IOException {
        Files.writeString(Files.createDirectories(task.resolve("student/scripts")).resolve("script"), "x");
        Files.writeString(task.resolve("systemfiles"), "no folder");
        Files.writeString(task.resolve("run"), "z");
        try (JobDir separate = dirs.create(NoPermissionFixer.NONE, "", true, "")) {
            separate.fill(Optional.of(task), Optional.of(common), false);
            assertEquals("x", Files.readString(separate.separateStudentFolder().resolve("scripts/script")));
            assertEquals("z", Files.readString(separate.task().resolve("run")));
            for (Path empty : List.of(separate.task().resolve("student"), separate.task().resolve("systemfiles"),
                separate.separateSystemFilesFolder())) {
                try (Stream<Path> inside = Files.list(empty)) {
                    assertEquals(List.of(), inside.toList());
                }
            }
            assertEquals("rwxrwxrwx", mode(separate.separateStudentFolder()));
            assertEquals("rwxrwxrwx", mode(separate.separateSystemFilesFolder()));
        }
    }
}
