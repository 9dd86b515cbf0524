package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    @TempDir
    private Path folder;

    @Test
    void listensAndConnectsOnALongPath() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(100)).resolve("e".repeat(100)));
        Path file = deep.resolve("socket");
        try (UnixSocket listener = UnixSocket.listen(file)) {
            assertEquals(Optional.empty(), listener.accept());
            assertEquals(9, Files.getPosixFilePermissions(file).size());
            try (UnixSocket client = UnixSocket.connect(file); UnixSocket server = listener.accept().orElseThrow()) {
                assertFalse(server.hasPendingData(), "nothing was sent yet");
                assertFalse(client.hasPendingData());
            }
        }
    }

    @Test
    void hasPendingDataUntilThePeerCloses() throws IOException {
        SocketPeer[] pair = SocketPeer.pair(folder.resolve("socket"));
        try (SocketPeer client = pair[0]; SocketPeer server = pair[1]) {
            client.send("H");
            assertTrue(server.socket().hasPendingData());
            assertTrue(server.socket().hasPendingData(), "the check consumes no data");
            client.close();
            assertFalse(server.socket().hasPendingData());
        }
    }

    @Test
    void discardsBytesAndClosesPassedFiles() throws IOException {
        SocketPeer[] pair = SocketPeer.pair(folder.resolve("socket"));
        try (SocketPeer grader = pair[0]; SocketPeer agent = pair[1]) {
            agent.socket().sendByte('H');
            assertEquals("H", grader.receive());
            assertFalse(agent.socket().discard(Duration.ofMillis(1), Duration.ZERO, Duration.ofSeconds(5)), "no data came");
            long before = SocketPeer.openFiles();
            grader.send("S", 3);
            grader.send("the command");
            assertTrue(agent.socket().discard(Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofSeconds(5)));
            assertFalse(agent.socket().hasPendingData());
            grader.send("more", 3);
            agent.socket().shutdown();
            agent.close();
            assertEquals(before - 1, SocketPeer.openFiles());
        }
    }

    @Test
    void sendByteFailsAfterThePeerHasClosed() throws IOException {
        SocketPeer[] pair = SocketPeer.pair(folder.resolve("socket"));
        try (SocketPeer agent = pair[1]) {
            pair[0].close();
            assertThrows(IOException.class, () -> agent.socket().sendByte('H'));
        }
    }

    @Test
    void closeAsyncReturnsAtOnceWhileAPassedSocketLingers() throws Exception {
        SocketPeer[] pair = SocketPeer.pair(folder.resolve("socket"));
        try (LingeringSocket lingering = new LingeringSocket(30); SocketPeer grader = pair[0]) {
            grader.send("S", 1, lingering.descriptor());
            UnixSocket agent = pair[1].socket();
            Thread closing = Thread.ofPlatform().daemon().start(() -> {
                UnixSocket.closeAsync(List.of(agent));
                // It must not wait for the lock that close() holds either.
                agent.shutdown();
            });
            assertTrue(closing.join(Duration.ofSeconds(10)), "closeAsync waits for the passed socket");
        }
    }

    @Test
    void isClosedAtOnceThoughPassedSocketsLinger() throws Exception {
        SocketPeer[] pair = SocketPeer.pair(folder.resolve("socket"));
        try (LingeringSocket received = new LingeringSocket(30); LingeringSocket unread = new LingeringSocket(30);
            SocketPeer grader = pair[0]) {
            UnixSocket agent = pair[1].socket();
            grader.send("S", 1, received.descriptor());
            Thread closing = Thread.ofPlatform().daemon().start(() -> {
                agent.discard(Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofSeconds(5));
                grader.send("S", 1, unread.descriptor());
                agent.close();
            });
            assertTrue(closing.join(Duration.ofSeconds(10)), "it blocks on a passed socket");
        }
    }

    @Test
    void connectFollowsNoSymbolicLink() throws IOException {
        Path real = folder.resolve("real");
        try (UnixSocket _ = UnixSocket.listen(real)) {
            Path link = Files.createSymbolicLink(folder.resolve("link"), real);
            assertThrows(IOException.class, () -> UnixSocket.connect(link));
            UnixSocket.connect(real).close();
        }
    }

    @Test
    void connectFailsWithoutASocketOrListener() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        assertThrows(IOException.class, () -> UnixSocket.connect(file));
        assertThrows(IOException.class, () -> UnixSocket.connect(folder));
        assertThrows(IOException.class, () -> UnixSocket.connect(folder.resolve("nothing")));
        Path unread = folder.resolve("left");
        UnixSocket.listen(unread).close();
        assertThrows(IOException.class, () -> UnixSocket.connect(unread));
    }

    @Test
    void connectFailsInsteadOfWaitingWhenTheBacklogIsFull() throws IOException {
        Path file = folder.resolve("socket");
        try (UnixSocket _ = UnixSocket.listen(file); UnixSocket _ = UnixSocket.connect(file)) {
            assertThrows(IOException.class, () -> UnixSocket.connect(file));
        }
    }

    @Test
    void leaksNoDescriptorOnFailure() throws IOException {
        Path file = folder.resolve("socket");
        UnixSocket.listen(file).close();
        long before = SocketPeer.openFiles();
        assertThrows(IOException.class, () -> UnixSocket.listen(file), "the file exists");
        assertThrows(IOException.class, () -> UnixSocket.connect(file));
        assertThrows(IOException.class, () -> UnixSocket.listen(folder.resolve("none/door")));
        assertEquals(before, SocketPeer.openFiles());
    }
}
