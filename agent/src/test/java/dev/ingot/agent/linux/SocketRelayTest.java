package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Relays between a grader and a student; after each test as many files are open as before. */
@Timeout(30)
class SocketRelayTest {
    @TempDir
    private Path folder;
    private long openBefore;
    private SocketPeer grader;
    private SocketPeer student;
    private SocketRelay relay;
    private FutureTask<Void> run;

    @BeforeEach
    void begin() throws IOException {
        SocketPeer.pair(folder.resolve("first"))[0].close();
        SocketPeer.openFiles();
        openBefore = SocketPeer.openFiles();
        SocketPeer[] left = SocketPeer.pair(folder.resolve("grader"));
        SocketPeer[] right = SocketPeer.pair(folder.resolve("student"));
        grader = left[0];
        student = right[0];
        relay = new SocketRelay(left[1].socket(), right[1].socket());
        run = new FutureTask<>(() -> {
            relay.run();
            return null;
        });
        Thread.ofPlatform().daemon().start(run);
    }

    @AfterEach
    void assertNothingIsLeftOpen() throws Exception {
        grader.close();
        student.close();
        relay.shutdown();
        try {
            run.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertTrue(e.getCause() instanceof IOException);
        }
        assertEquals(openBefore, SocketPeer.openFiles());
    }

    private void awaitRelayEnd() throws Exception {
        run.get(10, TimeUnit.SECONDS);
    }

    @Test
    void relaysBytesBothWaysAndFilesToTheStudent() {
        student.send("H");
        assertEquals("H", grader.receive());
        grader.send("S", 3);
        assertEquals("S+3", student.receive());
        grader.send("the command");
        assertEquals("the command", student.receive());
        grader.send("015");
        assertEquals("015", student.receive());
        student.send("ssh");
        assertEquals("ssh", grader.receive());
    }

    @Test
    void dropsFilesFromTheStudent() {
        student.send("with files", 3);
        assertEquals("with files", grader.receive());
    }

    @Test
    void failsWhenMoreFilesArriveThanAllowed() {
        grader.send("S", 17);
        assertEquals("[end]", student.receive());
        assertEquals("[end]", grader.receive());
        assertThrows(ExecutionException.class, () -> run.get(10, TimeUnit.SECONDS));
    }

    @Test
    void halfCloseLeavesTheOtherDirectionOpen() throws Exception {
        grader.socket().shutdownOutput();
        assertEquals("[end]", student.receive());
        student.send("still here");
        assertEquals("still here", grader.receive());
        student.socket().shutdownOutput();
        assertEquals("[end]", grader.receive());
        awaitRelayEnd();
    }

    @Test
    void deliversBytesSentBeforeTheClose() throws Exception {
        student.send("last message");
        student.close();
        assertEquals("last message", grader.receive());
        assertEquals("[end]", grader.receive());
        awaitRelayEnd();
    }

    @Test
    void writingFailsAfterThePeerHasClosed() throws Exception {
        grader.send("S", 3);
        student.close();
        awaitRelayEnd();
        assertThrows(RuntimeException.class, () -> grader.send("more"));
    }

    @Test
    void blocksTheGraderWhileTheStudentDoesNotRead() {
        int sent = grader.sendUntilBlocked();
        assertTrue(sent < 4 << 20, () -> sent + " bytes are buffered");
        student.send("still relayed");
        assertEquals("still relayed", grader.receive());
    }

    @Test
    void blocksTheStudentWhileTheGraderDoesNotRead() throws Exception {
        int sent = student.sendUntilBlocked();
        assertTrue(sent < 4 << 20, () -> sent + " bytes are buffered");
        grader.send("015");
        assertEquals("015", student.receive());
        student.close();
        int received = 0;
        for (String words = grader.receive(); !words.equals("[end]"); words = grader.receive()) {
            received += words.length();
        }
        assertEquals(sent, received);
        awaitRelayEnd();
    }

    @Test
    void shutdownEndsTheRelayWhileItWaits() throws Exception {
        grader.send("S", 3);
        grader.sendUntilBlocked();
        relay.shutdown();
        awaitRelayEnd();
    }
}
