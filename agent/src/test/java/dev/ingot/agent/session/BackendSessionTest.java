package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.JobResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The session with a backend that is well. */
@Timeout(60)
class BackendSessionTest {
    private static final String ID = "ingot-test";
    private final RecordingListener listener = new RecordingListener();

    private BackendSession open(String address) {
        return BackendSession.open(new SessionSettings(BackendAddress.parse(address), ID, Dialect.MODERN,
            SessionSettings.MAX_MESSAGE_BYTES, Duration.ofSeconds(10)), listener);
    }

    private BackendSession open(TestBackend backend) {
        return open("tcp://127.0.0.1:" + backend.port());
    }

    @ParameterizedTest
    @CsvSource({"tcp://127.0.0.1:*, tcp://127.0.0.1:", "tcp://[::1]:*, tcp://[::1]:", "tcp://*:*, tcp://localhost:"})
    void registersUnderItsRoutingId(String bind, String connect) throws Exception {
        try (var backend = new TestBackend(bind); var _ = open(connect + backend.port())) {
            var hello = backend.next();
            assertEquals(ID, hello.from());
            assertEquals("agent-1", ((AgentMessage.Hello) hello.message()).friendlyName());
            assertEquals(ID, backend.nextPong().from());
        }
    }

    @Test
    void saysOneHelloAndAnswersEveryPing() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            backend.next();
            for (int i = 0; i < 5; i++) {
                backend.nextPong();
            }
            assertTrue(backend.isQuietFor(300));
            assertTrue(listener.isQuiet());
        }
    }

    @Test
    void passesJobsAndKillsWithTheSameOutbox() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            backend.next();
            backend.send(ID, RecordingListener.job("j1", 3));
            backend.send(ID, new BackendMessage.KillJob("j1", "before"));
            var job = listener.next();
            var kill = listener.next();
            assertEquals("j1", ((BackendMessage.NewJob) job.message()).jobId());
            assertEquals(new BackendMessage.KillJob("j1", "before"), kill.message());
            assertEquals(job.outbox(), kill.outbox());
        }
    }

    @Test
    void sendsMessagesAtOnce() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            Outbox outbox = outbox(backend);
            long[] nanos = new long[200];
            for (int i = 0; i < nanos.length; i++) {
                Thread.sleep(2);
                long put = System.nanoTime();
                outbox.put(new AgentMessage.JobStarted("j" + i));
                nanos[i] = backend.next().nanoTime() - put;
            }
            Arrays.sort(nanos);
            System.out.printf("put to received: p50 %d us, p99 %d us%n", nanos[100] / 1000, nanos[198] / 1000);
            assertTrue(nanos[100] < TimeUnit.MILLISECONDS.toNanos(10), "p50 " + nanos[100] + " ns");
        }
    }

    @Test
    void deliversABurstOfManyThreadsInTheOrderOfEach() throws Exception {
        int threads = 10;
        int each = 1000;
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            Outbox outbox = outbox(backend);
            for (int t = 0; t < threads; t++) {
                int thread = t;
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < each; i++) {
                        outbox.put(new AgentMessage.JobSshDebug("t" + thread, "host", i, "worker", "secret"));
                    }
                });
            }
            Map<String, Integer> next = new HashMap<>();
            for (int n = 0; n < threads * each; n++) {
                var message = (AgentMessage.JobSshDebug) backend.next().message();
                assertEquals(next.merge(message.jobId(), 1, Integer::sum) - 1, message.port());
            }
            assertEquals(threads, next.size());
            backend.nextPong();
        }
    }

    @Test
    void survivesAnInterruptedSender() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            Outbox outbox = outbox(backend);
            for (int i = 0; i < 20; i++) {
                String id = "j" + i;
                Thread putter = Thread.ofPlatform().start(() -> {
                    Thread.currentThread().interrupt();
                    outbox.put(new AgentMessage.JobStarted(id));
                });
                putter.join();
                assertEquals(new AgentMessage.JobStarted(id), backend.next().message());
            }
        }
    }

    @Test
    void answersPingsWhileBigFramesPassBothWays() throws Exception {
        byte[] archive = new byte[30 << 20];
        try (var backend = new TestBackend("tcp://127.0.0.1:*"); var _ = open(backend)) {
            Outbox outbox = outbox(backend);
            List<Long> delays = new ArrayList<>();
            backend.setPinging(false);
            for (int i = 0; i < 4; i++) {
                outbox.put(new AgentMessage.JobDone("j" + i, new JobResult("success", "", 100.0, Map.of(), Map.of(), Map.of(), "",
                    archive, null, null)));
                backend.send(ID, RecordingListener.job("big" + i, 30 << 20));
                long asked = System.nanoTime();
                backend.send(ID, new BackendMessage.Ping());
                long answered;
                do {
                    answered = backend.nextPong().nanoTime();
                } while (answered < asked);
                delays.add((answered - asked) / 1_000_000);
            }
            System.out.println("pong behind 30 MB each way: " + delays + " ms");
            for (int i = 0; i < 4; i++) {
                assertEquals(archive.length, ((AgentMessage.JobDone) backend.next().message()).result().archive().length);
                assertEquals("big" + i, listener.nextJob().jobId());
            }
            assertTrue(delays.stream().allMatch(delay -> delay < 4000), "backends give up after five seconds: " + delays);
        }
    }

    @Test
    void sendsPendingMessagesAndAHelloWithoutSlotsOnClose() throws Exception {
        try (var backend = new TestBackend("tcp://127.0.0.1:*")) {
            BackendSession session = open(backend);
            Outbox outbox = outbox(backend);
            for (int i = 0; i < 2000; i++) {
                outbox.put(new AgentMessage.JobStarted("j" + i));
            }
            session.close();
            for (int i = 0; i < 2000; i++) {
                assertEquals(new AgentMessage.JobStarted("j" + i), backend.next().message());
            }
            assertEquals(new AgentMessage.Hello("agent-1", 0, Map.of()), backend.next().message());
            assertTrue(listener.isQuiet(), "the end is no loss");
        }
    }

    @Test
    void closesQuicklyWithoutABackend() {
        long start = System.nanoTime();
        open("tcp://127.0.0.1:1").close();
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(8));
    }

    private Outbox outbox(TestBackend backend) throws InterruptedException {
        backend.next();
        backend.send(ID, RecordingListener.job("first", 0));
        return listener.next().outbox();
    }
}
