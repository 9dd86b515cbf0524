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

/** A grader and a student who talk through the relay; nothing is open afterwards that was not before. */
@Timeout(30)
class SocketRelayTest {
    @TempDir
    private Path folder;
    private long openBefore;
    private Peer grader;
    private Peer student;
    private SocketRelay relay;
    private FutureTask<Void> run;

    @BeforeEach
    void begin() throws IOException {
        Peer.pair(folder.resolve("first"))[0].close();
        Peer.openFiles();
        openBefore = Peer.openFiles();
        Peer[] left = Peer.pair(folder.resolve("grader"));
        Peer[] right = Peer.pair(folder.resolve("student"));
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
    void nothingIsLeftOpen() throws Exception {
        grader.close();
        student.close();
        relay.end();
        try {
            run.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertTrue(e.getCause() instanceof IOException);
        }
        assertEquals(openBefore, Peer.openFiles());
    }

    private void awaitOver() throws Exception {
        run.get(10, TimeUnit.SECONDS);
    }

    @Test
    void wordsGoBothWaysAndFilesToTheStudent() {
        student.say("H");
        assertEquals("H", grader.hear());
        grader.say("S", 3);
        assertEquals("S+3", student.hear());
        grader.say("the command");
        assertEquals("the command", student.hear());
        grader.say("015");
        assertEquals("015", student.hear());
        student.say("ssh");
        assertEquals("ssh", grader.hear());
    }

    @Test
    void aStudentsFilesReachNobody() {
        student.say("take this", 3);
        assertEquals("take this", grader.hear());
    }

    @Test
    void moreFilesThanTheProtocolHasPartThem() {
        grader.say("S", 17);
        assertEquals("[end]", student.hear());
        assertEquals("[end]", grader.hear());
        assertThrows(ExecutionException.class, () -> run.get(10, TimeUnit.SECONDS));
    }

    @Test
    void anEndOfOneWayLeavesTheOther() throws Exception {
        grader.socket().endWriting();
        assertEquals("[end]", student.hear());
        student.say("still here");
        assertEquals("still here", grader.hear());
        student.socket().endWriting();
        assertEquals("[end]", grader.hear());
        awaitOver();
    }

    @Test
    void theLastWordsOfOneWhoIsGoneArrive() throws Exception {
        student.say("last words");
        student.close();
        assertEquals("last words", grader.hear());
        assertEquals("[end]", grader.hear());
        awaitOver();
    }

    @Test
    void whoeverTalksToOneWhoIsGoneFails() throws Exception {
        grader.say("S", 3);
        student.close();
        awaitOver();
        assertThrows(RuntimeException.class, () -> grader.say("more"));
    }

    @Test
    void aStudentThatDoesNotListenHoldsItsGraderBackAndNobodyElse() {
        int taken = grader.flood();
        assertTrue(taken < 4 << 20, () -> taken + " bytes are held");
        student.say("and still it is heard");
        assertEquals("and still it is heard", grader.hear());
    }

    @Test
    void aStudentThatTalksTooMuchWaits() throws Exception {
        int taken = student.flood();
        assertTrue(taken < 4 << 20, () -> taken + " bytes are held");
        grader.say("015");
        assertEquals("015", student.hear());
        student.close();
        int heard = 0;
        for (String words = grader.hear(); !words.equals("[end]"); words = grader.hear()) {
            heard += words.length();
        }
        assertEquals(taken, heard);
        awaitOver();
    }

    @Test
    void anEndFromOutsideEndsItAlsoWhileItWaits() throws Exception {
        grader.say("S", 3);
        grader.flood();
        relay.end();
        awaitOver();
    }
}
