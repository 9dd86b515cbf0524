package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.protocol.Dialect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where no backend was ever heard, nothing is to be sent at the end, and nothing is waited for. */
class UnreachableBackendEndTest {
    private static final Duration AT_ONCE = Duration.ofMillis(1500);

    private static Duration ending(int port, Duration silence, Duration after) throws InterruptedException {
        BackendSession session = BackendSession.open(new SessionSettings(BackendAddress.parse("tcp://127.0.0.1:" + port),
            "ingot-test", Dialect.MODERN, SessionSettings.MAX_MESSAGE_BYTES, silence), new RecordingListener());
        Thread.sleep(after);
        long began = System.nanoTime();
        session.retire();
        session.close();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void assertAtOnce(Duration took) {
        assertTrue(took.compareTo(AT_ONCE) < 0, "it took " + took);
    }

    @Test
    void endsAtOnceWhereConnectionsAreRefused() throws Exception {
        assertAtOnce(ending(1, SessionSettings.DEFAULT_SILENCE_TIMEOUT, Duration.ofMillis(300)));
    }

    @Test
    void endsAtOnceWhereConnectionsAreAcceptedAndNothingIsSaid() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertAtOnce(ending(silent.getLocalPort(), SessionSettings.DEFAULT_SILENCE_TIMEOUT, Duration.ofMillis(300)));
        }
    }

    @Test
    void endsAtOnceBetweenTwoAttempts() throws Exception {
        // After some attempts the pauses between them are long.
        assertAtOnce(ending(1, Duration.ofMillis(100), Duration.ofMillis(5000)));
    }
}
