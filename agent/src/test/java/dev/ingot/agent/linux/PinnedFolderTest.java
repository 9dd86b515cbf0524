package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedFolderTest {
    private static final Path FILE = Path.of("file");

    @TempDir
    private Path home;
    private Path folder;
    private Path outside;

    @BeforeEach
    void folders() throws IOException {
        folder = Files.createDirectory(home.resolve("folder"));
        outside = Files.createDirectory(home.resolve("outside"));
    }

    /** Replaces a folder by a link to the outside folder. */
    private void replaceByLink(Path target) throws IOException {
        Files.move(target, home.resolve("moved"));
        Files.createSymbolicLink(target, outside);
    }

    private static List<Path> entriesOf(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(Path::getFileName).toList();
        }
    }

    @Test
    void followsNoSymbolicLink() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), outside);
        assertThrows(NotDirectoryException.class, () -> PinnedFolder.open(folder.resolve("link")));
        try (PinnedFolder pinned = PinnedFolder.open(folder)) {
            assertThrows(NotDirectoryException.class, () -> pinned.openFolder("link"));
            assertThrows(NotDirectoryException.class, () -> pinned.openOrMakeFolder("link"));
            assertFalse(pinned.hasFolder(Path.of("link")));
            assertThrows(NoSuchFileException.class, () -> pinned.openFolder("missing"));
        }
    }

    @Test
    void keepsItsFolderWhenALinkTakesItsPlace() throws IOException {
        Files.createDirectory(folder.resolve("student"));
        try (PinnedFolder pinned = PinnedFolder.open(folder); PinnedFolder student = pinned.openFolder("student")) {
            Object key = student.fileKey();
            replaceByLink(folder.resolve("student"));
            assertTrue(student.makeFolder("scripts"));
            assertFalse(student.makeFolder("scripts"));
            assertEquals(key, student.fileKey());
            assertFalse(student.isEmpty());
        }
        assertEquals(List.of(), entriesOf(outside));
        assertEquals("rwxrwxrwx", PosixFilePermissions.toString(
            Files.getPosixFilePermissions(home.resolve("moved/scripts"))));
    }

    @Test
    void moveReplacesALinkWithoutFollowingIt() throws IOException {
        Files.writeString(outside.resolve("file"), "of the host");
        Files.createSymbolicLink(folder.resolve("file"), outside.resolve("file"));
        Path staged = Files.createDirectory(home.resolve("staged"));
        Files.writeString(staged.resolve("file"), "of the task");
        try (PinnedFolder source = PinnedFolder.open(staged); PinnedFolder target = PinnedFolder.open(folder)) {
            assertEquals(List.of(FILE), source.entries());
            source.move(FILE, target);
        }
        assertTrue(Files.isRegularFile(folder.resolve("file"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("of the task", Files.readString(folder.resolve("file")));
        assertEquals("of the host", Files.readString(outside.resolve("file")));
    }

    @Test
    void hardLinkOfASymbolicLinkIsTheLinkItself() throws IOException {
        Files.createSymbolicLink(folder.resolve("file"), outside);
        try (PinnedFolder pinned = PinnedFolder.open(folder)) {
            pinned.link(FILE, home.resolve("alias"));
        }
        assertTrue(Files.isSymbolicLink(home.resolve("alias")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/", "a\0b"})
    void rejectsNamesThatLeaveTheFolder(String name) throws IOException {
        try (PinnedFolder pinned = PinnedFolder.open(folder)) {
            assertThrows(IllegalArgumentException.class, () -> pinned.openFolder(name));
            assertThrows(IllegalArgumentException.class, () -> pinned.makeFolder(name));
        }
    }

    @Test
    void bindShowsThePinnedFolderUntilItIsDetached() throws IOException {
        assumeTrue(Files.getOwner(home).getName().equals("root"), "only root can mount");
        Path target = Files.createDirectories(home.resolve("job with blanks/folder"));
        Files.writeString(Files.createDirectory(folder.resolve("student")).resolve("file"), "x");
        try (PinnedFolder pinned = PinnedFolder.open(folder); PinnedFolder student = pinned.openFolder("student")) {
            replaceByLink(folder.resolve("student"));
            student.bind(target);
            student.bind(target);
        }
        assertEquals(List.of(FILE), entriesOf(target));
        Mounts.detachBelow(home.resolve("job with blanks"));
        assertEquals(List.of(), entriesOf(target));
        assertNotEquals(List.of(), entriesOf(home.resolve("moved")));
    }
}
