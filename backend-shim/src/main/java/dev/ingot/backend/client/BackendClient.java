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
 * Submits jobs to a backend and receives their results. It registers again with a backend that restarted. The caller closes it;
 * pending jobs and requests then fail with {@link BackendLost}, as they do when the backend is lost. Thread-safe.
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
     * Connects to the backend at an address; the backend may also start later.
     *
     * @param name name of the client, which the queue shows as the launcher of its jobs
     * @throws IOException when the address is invalid
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

    /** Submits a job, which waits at the backend until an agent accepts it. */
    public PendingJob submit(Submission submission) {
        PendingJob job = new PendingJob(UUID.randomUUID().toString());
        jobs.put(job.id(), job);
        send(submission.toMessage(job.id(), name));
        return job;
    }

    /** Requests the kill of a job, whose result then has the status killed. */
    public void kill(PendingJob job) {
        send(new ClientMessage.KillJob(job.id()));
    }

    /** Requests the jobs in the queue; the result fails with {@link BackendLost} when the backend does not answer. */
    public CompletableFuture<BackendMessage.Queue> requestQueue() {
        CompletableFuture<BackendMessage.Queue> request = new CompletableFuture<>();
        queueRequests.add(request);
        send(new ClientMessage.GetQueue());
        return request;
    }

    /** Returns environment type to environment names, as announced last; empty before the first announcement. */
    public Map<String, List<String>> environments() {
        return announcedEnvironments.latest();
    }

    /** Waits for the first answer of the backend; returns whether it arrived in time. */
    public boolean awaitBackend(Duration timeout) throws InterruptedException {
        return announcedEnvironments.await(environments -> true, timeout);
    }

    /** Waits until the backend announces an environment; returns whether it did in time. */
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

    private void failPending(String reason) {
        for (PendingJob job : jobs.values()) {
            jobs.remove(job.id());
            job.completion().completeExceptionally(new BackendLost(reason));
        }
        for (var request = queueRequests.poll(); request != null; request = queueRequests.poll()) {
            request.completeExceptionally(new BackendLost(reason));
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
                failPending("no message from the backend for " + MAX_SILENCE.toSeconds() + " s");
            }
        }

        @Override
        public void onReadable(ZMQ.Socket readable) {
            for (byte[] frame = readable.recv(ZMQ.DONTWAIT); frame != null; frame = readable.recv(ZMQ.DONTWAIT)) {
                lastReceivedNanos = System.nanoTime();
                try {
                    receive(codec.decodeToClient(frame));
                } catch (MalformedMessage e) {
                    LOG.warn("Dropped a malformed message from the backend: {}", e.getMessage());
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
                    // The backend answers every message since its restart with Unknown; one hello is enough.
                    if (registered) {
                        registered = false;
                        failPending("the backend was restarted and lost the job");
                        socket.send(codec.encode(new ClientMessage.Hello(name)));
                    }
                }
                case BackendMessage.Pong() -> LOG.trace("Pong");
            }
        }
    }
}
