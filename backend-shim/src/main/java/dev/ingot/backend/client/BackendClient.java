package dev.ingot.backend.client;

import dev.ingot.backend.zeromq.SocketLoop;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.ClientMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MessageCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A client of a backend; thread-safe. It says hello again to a backend that restarted. Whoever opens it closes it; what is
 * pending then, or when the backend is lost, completes with {@link BackendLost}.
 */
public final class BackendClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackendClient.class);
    private static final String CLOSED = "the client was closed";
    private static final Duration MAX_SILENCE = Duration.ofSeconds(10);

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final String name;
    private final SocketLoop loop;
    private final ZMQ.Socket socket;
    private final Queue<ClientMessage> outbox = new ConcurrentLinkedQueue<>();
    private final Map<String, PendingJob> jobs = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<BackendMessage.Queue>> queueRequests = new ConcurrentLinkedQueue<>();
    private final AnnouncedEnvironments announcedEnvironments = new AnnouncedEnvironments();
    private volatile boolean closed;

    private BackendClient(SocketLoop loop, String address, String name) throws IOException {
        this.loop = loop;
        this.name = name;
        socket = loop.connect(SocketType.DEALER, address);
    }

    /**
     * Starts to talk to the backend at an address, whether it is already there or not.
     *
     * @param name who launches the jobs, as the queue shows it
     * @throws IOException when the address makes no sense
     */
    public static BackendClient connect(String address, String name) throws IOException {
        SocketLoop loop = new SocketLoop();
        try {
            BackendClient client = new BackendClient(loop, address, name);
            client.outbox.add(new ClientMessage.Hello(name));
            loop.start("backend-client", client.new Receiver());
            loop.wake();
            return client;
        } catch (IOException | RuntimeException | Error e) {
            loop.close();
            throw e;
        }
    }

    /** Hands a job over; it waits at the backend until an agent takes it. */
    public PendingJob submit(Submission submission) {
        PendingJob job = new PendingJob(UUID.randomUUID().toString());
        jobs.put(job.id(), job);
        send(submission.toMessage(job.id(), name));
        return job;
    }

    /** Asks for the end of a job, which is then answered as killed. */
    public void kill(PendingJob job) {
        send(new ClientMessage.KillJob(job.id()));
    }

    /** Asks for the queue as it stands. */
    public CompletableFuture<BackendMessage.Queue> requestQueue() {
        CompletableFuture<BackendMessage.Queue> request = new CompletableFuture<>();
        queueRequests.add(request);
        send(new ClientMessage.GetQueue());
        return request;
    }

    /** Environment type to names, as last announced; empty before the first announcement. */
    public Map<String, List<String>> environments() {
        return announcedEnvironments.latest();
    }

    /** Whether the backend answered in time. */
    public boolean awaitBackend(Duration timeout) throws InterruptedException {
        return announcedEnvironments.await(environments -> true, timeout);
    }

    /** Whether an environment was announced in time. */
    public boolean awaitEnvironment(String type, String environment, Duration timeout) throws InterruptedException {
        return announcedEnvironments.await(
            environments -> environments.getOrDefault(type, List.of()).contains(environment), timeout);
    }

    private void send(ClientMessage message) {
        outbox.add(message);
        loop.wake();
        if (closed) {
            failPending(CLOSED);
        }
    }

    private void failPending(String why) {
        for (PendingJob job : jobs.values()) {
            jobs.remove(job.id());
            job.completion().completeExceptionally(new BackendLost(why));
        }
        for (var request = queueRequests.poll(); request != null; request = queueRequests.poll()) {
            request.completeExceptionally(new BackendLost(why));
        }
    }

    @Override
    public void close() {
        loop.close();
        closed = true;
        failPending(CLOSED);
    }

    private final class Receiver implements SocketLoop.Handler {
        private long lastReceivedNanos = System.nanoTime();
        private boolean registered;

        @Override
        public void onWakeup() {
            for (ClientMessage message = outbox.poll(); message != null; message = outbox.poll()) {
                socket.send(codec.encode(message));
            }
        }

        @Override
        public void onTick() {
            socket.send(codec.encode(new ClientMessage.Ping()));
            if (System.nanoTime() - lastReceivedNanos > MAX_SILENCE.toNanos()) {
                lastReceivedNanos = System.nanoTime();
                failPending("the backend has been silent for " + MAX_SILENCE.toSeconds() + " s");
            }
        }

        @Override
        public void onReadable(ZMQ.Socket readable) {
            for (byte[] frame = readable.recv(ZMQ.DONTWAIT); frame != null; frame = readable.recv(ZMQ.DONTWAIT)) {
                lastReceivedNanos = System.nanoTime();
                try {
                    receive(codec.decodeToClient(frame));
                } catch (MalformedMessage e) {
                    LOG.warn("Dropping a message of the backend: {}", e.getMessage());
                }
            }
        }

        private void receive(BackendMessage.ToClient message) {
            switch (message) {
                case BackendMessage.UpdateEnvironments update -> {
                    registered = true;
                    announcedEnvironments.update(update.environments());
                }
                case BackendMessage.JobStarted started -> {
                    PendingJob job = jobs.get(started.jobId());
                    if (job != null) {
                        job.started().complete(null);
                    }
                }
                case BackendMessage.JobDone done -> {
                    PendingJob job = jobs.remove(done.jobId());
                    if (job != null) {
                        job.completion().complete(new CompletedJob(job.id(), done.result(), job.submittedNanos(),
                            lastReceivedNanos));
                    }
                }
                case BackendMessage.JobSshDebug session -> {
                    PendingJob job = jobs.get(session.jobId());
                    if (job != null) {
                        job.sshSession().complete(session);
                    }
                }
                case BackendMessage.Queue queue -> {
                    CompletableFuture<BackendMessage.Queue> request = queueRequests.poll();
                    if (request != null) {
                        request.complete(queue);
                    }
                }
                case BackendMessage.Unknown() -> {
                    // One for each message since the restart; the first says it all, up to the new welcome.
                    if (registered) {
                        registered = false;
                        failPending("the backend was restarted and forgot the job");
                        socket.send(codec.encode(new ClientMessage.Hello(name)));
                    }
                }
                case BackendMessage.Pong() -> LOG.trace("Pong");
            }
        }
    }
}
