package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.Dialect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** The session with a backend that falls silent, goes away, comes back, or talks nonsense. */
@Timeout(60)
class BackendLossTest {
    private static final String ID = "ingot-test";
    private static final long SILENCE_MILLIS = 2500;
    private final RecordingListener listener = new RecordingListener();

    private static BackendSession open(String address, BackendListener listener) {
        return BackendSession.open(new SessionSettings(BackendAddress.parse(address), ID, Dialect.MODERN, 64 << 20,
            Duration.ofMillis(SILENCE_MILLIS)), listener);
    }

    private static BackendSession open(TestBackend backend, BackendListener listener) {
        return open("tcp://127.0.0.1:" + backend.port(), listener);
    }

    private BackendSession open(String address) {
        return open(address, listener);
    }

    private BackendSession open(TestBackend backend) {
        return open(backend, listener);
    }

    @Test
    void registersAgainAfterSilence() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            backend.next();
            backend.send(ID, RecordingListener.job("j1", 0));
            Outbox first = listener.next().outbox();
            backend.nextPong();
            long silent = System.nanoTime();
            backend.setPinging(false);

            var loss = listener.next();
            assertNull(loss.message());
            assertSame(first, loss.outbox());
            long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - silent);
            assertTrue(waited > SILENCE_MILLIS - 200, "gave up after " + waited + " ms");

            var hello = backend.next();
            backend.setPinging(true);
            assertEquals("agent-2", ((AgentMessage.Hello) hello.message()).friendlyName());
            assertEquals(ID, hello.from());
            first.put(new AgentMessage.JobStarted("j1"));
            assertTrue(backend.isQuietFor(500), "messages of a lost registration are dropped");
        }
    }

    @Test
    void registersWithABackendThatRestartsOnTheSamePort() throws Exception {
        var backend = new TestBackend("tcp://127.0.0.1:*");
        int port = backend.port();
        try (var _ = open(backend)) {
            backend.nextPong();
            backend.close();
            assertNull(listener.next().message());
            // Long enough for another attempt to fail.
            Thread.sleep(3 * SILENCE_MILLIS / 2);
            long back = System.nanoTime();
            try (var again = new TestBackend("tcp://127.0.0.1:" + port)) {
                var hello = again.next();
                long millis = TimeUnit.NANOSECONDS.toMillis(hello.nanoTime() - back);
                System.out.println("a returning backend was met after " + millis + " ms");
                assertEquals(ID, hello.from());
                assertTrue(millis < 6000, "met after " + millis + " ms");
                again.nextPong();
                again.send(ID, RecordingListener.job("j2", 0));
                assertEquals("j2", listener.nextJob().jobId());
            }
        }
    }

    @Test
    void startsBeforeItsBackend() throws Exception {
        var probe = new TestBackend("tcp://127.0.0.1:*");
        int port = probe.port();
        probe.close();
        try (var _ = open("tcp://127.0.0.1:" + port)) {
            // Time in which the first attempts fail.
            Thread.sleep(SILENCE_MILLIS / 2);
            try (var backend = new TestBackend("tcp://127.0.0.1:" + port)) {
                assertEquals(ID, backend.next().from());
            }
        }
    }

    @Test
    void keepsTryingWhenTheNameCannotBeResolved() throws Exception {
        try (var _ = open("tcp://no-such-host.invalid:2001")) {
            // Time in which nothing may be reported.
            Thread.sleep(500);
            assertTrue(listener.isQuiet());
        }
    }

    /** Upstream's agent begins again at full speed. */
    @Test
    void backsOffWhenTheHelloFails() throws Exception {
        BlockingQueue<Long> asked = new LinkedBlockingQueue<>();
        var failing = new RecordingListener() {
            @Override
            public AgentMessage.Hello createHello() {
                asked.add(System.nanoTime());
                throw new IllegalStateException("the engine is away");
            }
        };
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend, failing)) {
            long before = asked.take();
            for (long pauseMillis : new long[] {250, 500, 1000}) {
                long next = asked.take();
                assertTrue(next - before >= pauseMillis * 1_000_000, () -> "less than " + pauseMillis + " ms later");
                before = next;
            }
        }
    }

    @Test
    void takesAnotherIdWhenTheBackendStillHoldsItsOwn() throws Exception {
        ZMQ.Context context = ZMQ.context(1);
        ZMQ.Socket holder = context.socket(SocketType.DEALER);
        holder.setIdentity(ID.getBytes(StandardCharsets.UTF_8));
        holder.setLinger(0);
        holder.setHandshakeIvl(500);
        try (var backend = new TestBackend("tcp://127.0.0.1:*")) {
            holder.connect("tcp://127.0.0.1:" + backend.port());
            holder.send(HexFormat.of().parseHex("82a66a6f625f6964a56a6f622d31a54074797065af4167656e744a6f6253746172746564"), 0);
            assertEquals(ID, backend.next().from());
            try (var _ = open(backend)) {
                // The first without slots is the probe that tells a backend that hangs from one that ignores the connection.
                String second = nextWithSlots(backend);
                assertNotEquals(ID, second);
                assertEquals(second, backend.nextPong().from());
            }
        } finally {
            holder.close();
            context.close();
        }
    }

    private static String nextWithSlots(TestBackend backend) throws InterruptedException {
        TestBackend.ReceivedMessage heard = backend.next();
        while (((AgentMessage.Hello) heard.message()).capacity() == 0) {
            heard = backend.next();
        }
        return heard.from();
    }

    @Test
    void skipsWhatIsNotAMessage() throws Exception {
        List<byte[]> nonsense = List.of(
            new byte[0],
            new byte[] {(byte) 0xc1},
            "not msgpack at all".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0xdf, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
            new byte[] {(byte) 0x80},
            HexFormat.of().parseHex("81a54074797065a74e6f7468696e67"),
            HexFormat.of().parseHex("81a54074797065ad4261636b656e644e65774a6f62"));
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            backend.next();
            nonsense.forEach(frame -> backend.send(ID, frame));
            backend.send(ID, new byte[] {1}, new byte[] {2}, new byte[] {3});
            backend.send(ID, RecordingListener.job("j1", 10));
            assertEquals("j1", listener.nextJob().jobId());
            backend.nextPong();
            assertTrue(listener.isQuiet());
            assertTrue(backend.isQuietFor(100));
        }
    }

    @Test
    void continuesAfterAnExceptionOfTheListener() throws Exception {
        var clumsy = new RecordingListener() {
            @Override
            public void submitJob(BackendMessage.NewJob job, Outbox outbox) {
                if (job.jobId().equals("bad")) {
                    throw new IllegalStateException("stumbled, as this test wants");
                }
                super.submitJob(job, outbox);
            }
        };
        try (var backend = new TestBackend("tcp://127.0.0.1:*");
            var _ = BackendSession.open(new SessionSettings(BackendAddress.parse("tcp://127.0.0.1:" + backend.port()), ID,
                Dialect.MODERN, 64 << 20, Duration.ofSeconds(10)), clumsy)) {
            backend.next();
            backend.send(ID, RecordingListener.job("bad", 0));
            backend.send(ID, RecordingListener.job("good", 0));
            assertEquals("good", clumsy.nextJob().jobId());
        }
    }

    @Test
    void aTooLongMessageDoesNotEndTheSession() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            backend.nextPong();
            backend.send(ID, RecordingListener.job("huge", 65 << 20));
            // Those sent while there is no connection are lost.
            Thread sender = Thread.ofVirtual().start(() -> {
                while (!Thread.interrupted()) {
                    backend.send(ID, RecordingListener.job("small", 0));
                    LockSupport.parkNanos(100_000_000);
                }
            });
            assertEquals("small", listener.nextJob().jobId());
            sender.interrupt();
        }
    }

    @Test
    void reconnectsWhenThePeerSendsNothing() throws Exception {
        try (var mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            var _ = open("tcp://" + mute.getInetAddress().getHostAddress() + ":" + mute.getLocalPort())) {
            mute.setSoTimeout(5000);
            mute.accept();
            mute.accept();
        }
    }
}
