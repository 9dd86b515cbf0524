package dev.ingot.agent.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.linux.PinnedFolder;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentSocketsTest {
    @TempDir
    private Path tmp;
    private JobDirs dirs;
    private JobDir dir;

    @BeforeEach
    void openDirectory() throws IOException {
        dirs = JobDirs.open(tmp);
        dir = dirs.create(NoPermissionFixer.NONE);
    }

    @AfterEach
    void closeDirectory() {
        dir.close();
        dirs.close();
    }

    private Path socketFile() {
        return dir.sockets().resolve("p1.sock");
    }

    private ServerSocketChannel listen() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socketFile()));
    }

    private static void assertLeadsTo(ServerSocketChannel listener, Path file) throws IOException {
        try (SocketChannel student = SocketChannel.open(UnixDomainSocketAddress.of(file));
            SocketChannel grader = listener.accept()) {
            assertTrue(student.isConnected() && grader.isConnected());
        }
    }

    @Test
    void keepsTheSocketWhenALinkReplacesIt() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            Path file = dir.studentSockets().createAlias("p1");
            assertFalse(file.startsWith(dir.sockets()) || file.startsWith(dir.task()) || file.startsWith(dir.common()));
            Files.delete(socketFile());
            Files.createSymbolicLink(socketFile(), tmp);
            assertLeadsTo(listener, file);
        }
    }

    @Test
    void movesTheSocketWhenItCannotBeLinked() throws IOException {
        try (ServerSocketChannel listener = listen(); PinnedFolder sockets = PinnedFolder.open(dir.sockets())) {
            Path file = dir.createHiddenPath();
            StudentSockets.moveSocket(sockets, socketFile().getFileName(), file, new IOException("planned"));
            assertTrue(Files.isRegularFile(socketFile(), LinkOption.NOFOLLOW_LINKS));
            assertLeadsTo(listener, file);
        }
    }

    @Test
    void rejectsFilesThatAreNotSockets() throws IOException, InterruptedException {
        assertThrows(NoSuchFileException.class, () -> dir.studentSockets().createAlias("p1"));
        Files.createSymbolicLink(socketFile(), tmp);
        assertThrows(IOException.class, () -> dir.studentSockets().createAlias("p1"));
        assertThrows(IOException.class, () -> dir.studentSockets().connect("p1"));
        Files.delete(socketFile());
        assertEquals(0, new ProcessBuilder("mkfifo", socketFile().toString()).start().waitFor());
        assertThrows(IOException.class, () -> dir.studentSockets().createAlias("p1"));
    }
}
