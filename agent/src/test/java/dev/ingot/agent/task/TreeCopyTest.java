package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeCopyTest {
    @TempDir
    private Path dir;
    private Path course;
    private Path source;
    private Path target;

    @BeforeEach
    void createFolders() throws IOException {
        course = Files.createDirectory(dir.resolve("course"));
        source = Files.createDirectory(course.resolve("task"));
        target = Files.createDirectory(dir.resolve("target"));
    }

    private void copy() throws IOException {
        TreeCopy.copy(source, target);
    }

    private Path createLink(String name, String to) throws IOException {
        return Files.createSymbolicLink(source.resolve(name), Path.of(to));
    }

    private Set<String> copied() throws IOException {
        try (Stream<Path> paths = Files.walk(target)) {
            return paths.filter(path -> !path.equals(target)).map(path -> target.relativize(path).toString())
                .collect(Collectors.toSet());
        }
    }

    private boolean isLink(String name) {
        return Files.isSymbolicLink(target.resolve(name));
    }

    @Test
    void filesKeepContentModeAndTime() throws IOException {
        Path run = Files.write(Files.createDirectories(source.resolve("a/b")).resolve("run"), new byte[] {0, 1, -1});
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(run, FileTime.from(Instant.parse("2020-02-03T04:05:06Z")));
        Files.createDirectory(source.resolve("empty"));
        copy();
        Path copy = target.resolve("a/b/run");
        assertArrayEquals(new byte[] {0, 1, -1}, Files.readAllBytes(copy));
        assertEquals("rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
        assertEquals(Files.getLastModifiedTime(run), Files.getLastModifiedTime(copy));
        assertEquals(Set.of("a", "a/b", "a/b/run", "empty"), copied());
    }

    @Test
    void dropsOwnersAndSetuidBits() throws IOException {
        Path own = Files.writeString(source.resolve("own"), "x");
        Path tool = Files.writeString(source.resolve("tool"), "x");
        assumeTrue(Files.getOwner(own).getName().equals("root"), "only root can make a file of somebody else");
        Files.setAttribute(tool, "unix:uid", 4242);
        Files.setAttribute(tool, "unix:mode", 06755);
        copy();
        assertEquals(Files.getOwner(own), Files.getOwner(target.resolve("tool")));
        assertEquals(0755, (int) Files.getAttribute(target.resolve("tool"), "unix:mode") & 07777);
    }

    @Test
    void aLinkToAFileStaysALinkWhereverItLeads() throws IOException {
        Files.writeString(source.resolve("file"), "x");
        createLink("inside", "file");
        createLink("outside", Files.writeString(dir.resolve("secret"), "x").toString());
        createLink("nowhere", "missing/file");
        copy();
        for (String name : Set.of("inside", "outside", "nowhere")) {
            assertEquals(Files.readSymbolicLink(source.resolve(name)), Files.readSymbolicLink(target.resolve(name)));
        }
    }

    @Test
    void aLinkToAFolderInsideBecomesThatFolder() throws IOException {
        Files.writeString(Files.createDirectory(source.resolve("real")).resolve("file"), "x");
        createLink("relative", "real");
        createLink("absolute", source.resolve("real").toString());
        copy();
        assertFalse(isLink("relative"));
        assertFalse(isLink("absolute"));
        assertEquals(Set.of("real", "real/file", "relative", "relative/file", "absolute", "absolute/file"), copied());
    }

    @Test
    void aLinkToAFolderOfTheCourseBecomesThatFolder() throws IOException {
        Files.writeString(Files.createDirectory(course.resolve("b")).resolve("file"), "x");
        Files.createSymbolicLink(course.resolve("b/own"), Path.of("file"));
        Files.createDirectories(course.resolve("$common/lib"));
        createLink("beside", "../b");
        createLink("common", "../$common");
        createLink("absolute", course.resolve("b").toString());
        copy();
        assertEquals(Set.of("beside", "beside/file", "beside/own", "common", "common/lib", "absolute", "absolute/file",
            "absolute/own"), copied());
        assertFalse(isLink("beside") || isLink("common") || isLink("absolute"));
        assertTrue(isLink("beside/own"), "it leads to the file beside it, as it did");
    }

    @Test
    void aLinkThatWouldLeadNowhereInTheCopyBecomesTheFileOfTheCourse() throws IOException {
        Files.writeString(Files.createDirectory(course.resolve("b")).resolve("file"), "x");
        createLink("beside", "../b/file");
        createLink("absolute", Files.writeString(source.resolve("own"), "y").toString());
        copy();
        assertEquals("x", Files.readString(target.resolve("beside")));
        assertEquals("y", Files.readString(target.resolve("absolute")));
        assertFalse(isLink("beside") || isLink("absolute"));
    }

    @Test
    void aLinkOutOfTheCourseIsLeftOut() throws IOException {
        Files.writeString(Files.createDirectory(dir.resolve("secret")).resolve("file"), "x");
        Files.createDirectory(dir.resolve("course-too"));
        createLink("absolute", dir.resolve("secret").toString());
        createLink("relative", "../../secret");
        createLink("samePrefix", "../../course-too");
        createLink("hop", "relative");
        createLink("file", "../../secret/file");
        Files.createDirectory(course.resolve("b"));
        Files.createSymbolicLink(course.resolve("b/out"), dir.resolve("secret"));
        createLink("beside", "../b");
        copy();
        assertEquals(Set.of("beside"), copied());
    }

    @Test
    void followsNoLinkInACycle() throws IOException {
        Files.createDirectory(source.resolve("a"));
        createLink("self", "self");
        createLink("a/up", "..");
        createLink("a/here", ".");
        createLink("course", "..");
        createLink("again", "../task");
        copy();
        assertEquals(Set.of("a", "self", "a/up", "a/here"), copied());
        assertTrue(isLink("self") && isLink("a/up") && isLink("a/here"));
    }

    @Test
    void foldersThatLinkToOneAnotherAreCopiedOnceEachWay() throws IOException {
        Files.createDirectory(source.resolve("a"));
        Files.createDirectory(source.resolve("b"));
        createLink("a/toB", "../b");
        createLink("b/toA", "../a");
        copy();
        assertEquals(Set.of("a", "a/toB", "b", "b/toA"), copied());
        assertFalse(isLink("a/toB") || isLink("b/toA"));
    }

    @Test
    void aTaskThatIsItselfReachedThroughALinkIsCopied() throws IOException {
        Files.createDirectories(source.resolve("real"));
        createLink("inside", "real");
        Path alias = Files.createSymbolicLink(dir.resolve("alias"), source);
        TreeCopy.copy(alias, target);
        assertEquals(Set.of("real", "inside"), copied());
        assertFalse(isLink("inside"));
    }

    @Test
    void aFifoAndASocketAreLeftOut() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("mkfifo", source.resolve("fifo").toString()).start().waitFor());
        Files.writeString(source.resolve("file"), "x");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(source.resolve("socket")));
            copy();
        }
        assertEquals(Set.of("file"), copied());
    }

    @Test
    void failsForAMissingFolder() throws IOException {
        Files.delete(source);
        assertThrows(NoSuchFileException.class, this::copy);
        assertTrue(Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS));
    }
}
