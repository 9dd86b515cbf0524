package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        dir = dirs.create(NoUnlocker.NONE);
    }

    @AfterEach
    void closeDirectory() {
        dir.close();
        dirs.close();
    }

    private void fill() throws IOException {
        dir.fill(Optional.of(task), Optional.of(common));
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
    void aStudentFolderIsAlwaysThere() throws IOException {
        fill();
        assertEquals("rwxrwxrwx", mode(dir.task().resolve("student")));
        assertTrue(isRealFolder(dir.common().resolve("student")));
    }

    @Test
    void aJobWithoutATaskHasThemEmpty() throws IOException {
        dir.fill(Optional.empty(), Optional.empty());
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

    @Test
    void aStudentFolderOfTheTaskIsKeptAsItIsWhateverItIs() throws IOException {
        Files.createSymbolicLink(task.resolve("student"), tmp.resolve("nowhere"));
        fill();
        assertTrue(Files.isSymbolicLink(dir.task().resolve("student")));
        assertFalse(Files.exists(tmp.resolve("nowhere")));
    }

    @Test
    void anAliasIsTheSameFileThoughItsFirstNameIsTaken() throws IOException {
        Path file = Files.writeString(dir.sockets().resolve("file"), "x");
        Path alias = dir.alias(file);
        assertFalse(alias.startsWith(dir.sockets()) || alias.startsWith(dir.task()) || alias.startsWith(dir.common()));
        Files.delete(file);
        Files.createSymbolicLink(file, tmp.resolve("nowhere"));
        assertEquals("x", Files.readString(alias));
        assertTrue(Files.isSymbolicLink(dir.alias(file)), "a link is taken as the link it is");
        assertThrows(NoSuchFileException.class, () -> dir.alias(dir.sockets().resolve("missing")));
    }
}
