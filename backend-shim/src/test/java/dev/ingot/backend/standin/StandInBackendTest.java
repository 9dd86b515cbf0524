package dev.ingot.backend.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.BackendLost;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.client.PendingJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.ClientMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.JobResult;
import dev.ingot.protocol.MessageCodec;
import dev.ingot.protocol.MsgpackTree;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the stand-in backend and its client with real sockets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandInBackendTest {
    private static final String LOOPBACK_ANY_PORT = "tcp://127.0.0.1:*";
    private static final Submission SUBMISSION = new Submission(
        "docker", "default", "course", "task", Map.of("q1", "x"), Map.of("limits", Map.of("time", 5)), false);
    private static final JobResult RESULT = JobResult.ungraded("success", "é", "after");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]"})
    void aJobIsGraded(String host) throws Exception {
        try (StandInBackend backend = StandInBackend.listen("tcp://" + host + ":*", "tcp://" + host + ":*");
             FakeAgent agent = new FakeAgent(backend.agentAddress());
             BackendClient client = BackendClient.connect(backend.clientAddress(), "test")) {
            assertGrades(agent, client);
        }
    }

    private static void assertGrades(FakeAgent agent, BackendClient client) throws Exception {
        agent.sendHello(1);
        assertTrue(client.awaitEnvironment("docker", "default", Duration.ofSeconds(10)));
        PendingJob job = client.submit(SUBMISSION);
        BackendMessage.NewJob received = agent.receiveJob();
        assertEquals(List.of(job.id(), Map.of("q1", "x")), List.of(received.jobId(), received.input()));
        agent.sendResult(received.jobId(), RESULT);
        CompletedJob completed = job.completion().get(10, TimeUnit.SECONDS);
        assertEquals(RESULT, completed.result());
        assertTrue(completed.latency().isPositive());
    }

    @Test
    void everyConnectionSucceeds() throws Exception {
        try (StandInBackend backend = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT)) {
            for (int i = 0; i < 150; i++) {
                try (BackendClient client = BackendClient.connect(backend.clientAddress(), "test")) {
                    assertTrue(client.awaitBackend(Duration.ofSeconds(5)), "connection " + i);
                }
            }
        }
    }

    @Test
    void manyJobsAtOnceEachGetTheirOwnResult() throws Exception {
        try (StandInBackend backend = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT);
             FakeAgent agent = new FakeAgent(backend.agentAddress());
             BackendClient client = BackendClient.connect(backend.clientAddress(), "test")) {
            agent.sendHello(10);
            List<PendingJob> jobs = IntStream.range(0, 2000).mapToObj(i -> client.submit(SUBMISSION)).toList();
            for (int i = 0; i < jobs.size(); i++) {
                String id = agent.receiveJob().jobId();
                agent.sendResult(id, JobResult.ungraded("success", id, ""));
            }
            for (PendingJob job : jobs) {
                assertEquals(job.id(), job.completion().get(10, TimeUnit.SECONDS).result().text());
            }
        }
    }

    @Test
    void answersAQueueRequest() throws Exception {
        try (StandInBackend backend = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT);
             BackendClient client = BackendClient.connect(backend.clientAddress(), "test")) {
            PendingJob job = client.submit(SUBMISSION);
            BackendMessage.Queue queue = client.requestQueue().get(10, TimeUnit.SECONDS);
            assertEquals(List.of(new BackendMessage.WaitingJob(job.id(), true, "course/task", "test", 5)), queue.waiting());
            client.kill(job);
            assertEquals("You killed the job", job.completion().get(10, TimeUnit.SECONDS).result().text());
        }
    }

    @Test
    void survivesMalformedFrames() throws Exception {
        MessageCodec codec = new MessageCodec(Dialect.MODERN);
        List<byte[]> frames = List.of(
            new byte[0],
            new byte[] {(byte) 0xc1},
            new byte[] {(byte) 0xdf, -1, -1, -1, -1},
            MsgpackTree.encode("text"),
            MsgpackTree.encode(Map.of()),
            MsgpackTree.encode(Map.of("@type", "Nonsense")),
            MsgpackTree.encode(Map.of("@type", "AgentJobDone")),
            MsgpackTree.encode(Map.of("@type", "ClientNewJob", "job_id", 3)),
            codec.encode(new ClientMessage.Hello("on the wrong port")));
        try (StandInBackend backend = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT);
             FakeAgent agent = new FakeAgent(backend.agentAddress());
             FakeAgent onTheClientsPort = new FakeAgent(backend.clientAddress());
             BackendClient client = BackendClient.connect(backend.clientAddress(), "test")) {
            frames.forEach(agent::send);
            frames.forEach(onTheClientsPort::send);
            assertGrades(agent, client);
        }
    }

    @Test
    void survivesRandomBytesOnItsPorts() throws Exception {
        try (StandInBackend backend = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT);
             FakeAgent agent = new FakeAgent(backend.agentAddress());
             BackendClient client = BackendClient.connect(backend.clientAddress(), "test")) {
            Random random = new Random(7);
            for (int i = 0; i < 300; i++) {
                byte[] noise = new byte[200];
                random.nextBytes(noise);
                if (i % 2 == 0) {
                    // A ZeroMQ greeting, then random bytes.
                    System.arraycopy(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 1, 127, 3, 0, 'N', 'U', 'L', 'L'}, 0, noise, 0, 16);
                    Arrays.fill(noise, 16, 64, (byte) 0);
                }
                URI address = URI.create(i % 3 == 0 ? backend.clientAddress() : backend.agentAddress());
                try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                    socket.getOutputStream().write(noise);
                }
            }
            assertGrades(agent, client);
        }
    }

    @Test
    void aClientReconnectsToARestartedBackend() throws Exception {
        StandInBackend first = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT);
        String agents = first.agentAddress();
        String clients = first.clientAddress();
        try (first; BackendClient client = BackendClient.connect(clients, "test")) {
            assertTrue(client.awaitBackend(Duration.ofSeconds(10)));
            PendingJob forgotten = client.submit(SUBMISSION);
            client.requestQueue().get(10, TimeUnit.SECONDS);
            first.close();
            try (StandInBackend second = StandInBackend.listen(agents,
                clients); FakeAgent agent = new FakeAgent(second.agentAddress())) {
                ExecutionException lost = assertThrows(ExecutionException.class,
                    () -> forgotten.completion().get(15, TimeUnit.SECONDS));
                assertInstanceOf(BackendLost.class, lost.getCause());
                assertGrades(agent, client);
            }
        }
    }

    @Test
    void jobsFailWhenNoBackendAnswersAndTheClientCloses() throws Exception {
        try (BackendClient client = BackendClient.connect("tcp://127.0.0.1:1", "test")) {
            assertEquals(false, client.awaitBackend(Duration.ofMillis(300)));
            PendingJob job = client.submit(SUBMISSION);
            client.close();
            assertThrows(ExecutionException.class, () -> job.completion().get(1, TimeUnit.SECONDS));
            PendingJob late = client.submit(SUBMISSION);
            assertThrows(ExecutionException.class, () -> late.completion().get(1, TimeUnit.SECONDS));
        }
    }

    @Test
    void namesAnAddressThatCannotBeUsed() throws Exception {
        try (StandInBackend backend = StandInBackend.listen(LOOPBACK_ANY_PORT, LOOPBACK_ANY_PORT)) {
            IOException error = assertThrows(IOException.class,
                () -> StandInBackend.listen(backend.agentAddress(), LOOPBACK_ANY_PORT));
            assertTrue(error.getMessage().contains(backend.agentAddress()), error.getMessage());
        }
        for (String address : List.of("nonsense", "tcp://nowhere", "tcp://127.0.0.1:port", "")) {
            assertThrows(IOException.class, () -> StandInBackend.listen(address, LOOPBACK_ANY_PORT), address);
            assertThrows(IOException.class, () -> BackendClient.connect(address, "test"), address);
        }
    }
}
