package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A backend that hangs for some periods of silence and goes on reads all that was sent meanwhile. Every hello with slots that it
 * finds makes it drop the agent of that name, and under another name adds an agent that nothing answers for.
 */
@Timeout(60)
class HungBackendTest {
    private static final String ID = "ingot-test";
    private static final Duration SILENCE = Duration.ofMillis(1200);
    private static final long HUNG_MILLIS = 6 * SILENCE.toMillis();
    private final RecordingListener listener = new RecordingListener();

    private BackendSession open(int port) {
        return BackendSession.open(new SessionSettings(BackendAddress.parse("tcp://127.0.0.1:" + port), ID, Dialect.MODERN,
            64 << 20, SILENCE), listener);
    }

    @Test
    void readsOneHelloUnderTheSameNameAfterItsProgramHung() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend.port())) {
            backend.next();
            backend.nextPong();
            backend.setHung(true);
            assertNull(listener.next().message());
            Thread.sleep(HUNG_MILLIS);
            backend.setHung(false);
            assertOneHello(backend);
        }
    }

    @Test
    void readsOneHelloUnderTheSameNameAfterItsProcessWasStopped() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var relay = new PausableProxy(backend.port());
            var _ = open(relay.port())) {
            backend.next();
            backend.nextPong();
            relay.stop();
            assertNull(listener.next().message());
            Thread.sleep(HUNG_MILLIS);
            relay.resume();
            assertOneHello(backend);
        }
    }

    @Test
    void readsOneHelloWhenItHungFromTheBeginning() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*")) {
            backend.setHung(true);
            try (var _ = open(backend.port())) {
                assertNull(listener.next().message(), "it counts as lost meanwhile");
                Thread.sleep(HUNG_MILLIS);
                assertTrue(listener.isQuiet());
                backend.setHung(false);
                assertOneHello(backend);
            }
        }
    }

    /** Hellos without slots get no job, and do no harm. */
    private void assertOneHello(TestBackend backend) throws InterruptedException {
        List<String> names = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            TestBackend.ReceivedMessage heard = backend.poll(left);
            if (heard != null && heard.message() instanceof AgentMessage.Hello hello && hello.capacity() > 0) {
                names.add(heard.from());
            }
        }
        assertEquals(List.of(ID), names, "names under which the backend was offered slots");
        backend.send(ID, RecordingListener.job("first", 0));
        assertEquals("first", listener.nextJob().jobId());
    }
}
