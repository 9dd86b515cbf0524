package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MessageCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hello and what follows it, until the backend is lost or the session ends. Belongs to the session's thread, which
 * creates, runs and closes it.
 */
final class Registration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final BackendListener listener;
    private final MessageCodec codec;
    private final Doorbell doorbell;
    private final Liveness liveness;
    private final AgentMessage.Hello hello;
    private final DealerSocket socket;
    private final FrameQueue outbox;
    private boolean leaving;

    Registration(SessionSettings settings, int attempt, String routingId, BackendListener listener, Doorbell doorbell)
        throws IOException {
        this.listener = listener;
        this.doorbell = doorbell;
        codec = new MessageCodec(settings.dialect());
        hello = listener.hello();
        outbox = new FrameQueue(codec, doorbell::ring);
        socket = new DealerSocket(settings.backend().endpoint(attempt), routingId, settings.maxMessageBytes());
        liveness = new Liveness(System::nanoTime, settings.silence());
        doorbell.watch(socket.signals());
        socket.sendFirst(codec.encode(hello));
    }

    /** Returns when the backend is lost, or soon after {@code end} turns true and the doorbell rings. */
    void run(BooleanSupplier end) throws IOException {
        while (!end.getAsBoolean()) {
            exchange();
            Duration left = Duration.ofNanos(liveness.nanosLeft());
            if (!left.isPositive()) {
                return;
            }
            rest(left);
        }
    }

    /** Whether the backend knew of this registration. */
    boolean answered() {
        return liveness.answered();
    }

    /** Whether there was a connection, answered or not. */
    boolean connected() {
        return socket.connected();
    }

    /**
     * Sends what was put so far, then a hello without slots, so that the backend dispatches nothing more; there is no
     * goodbye on this wire. Gives up after {@code patience}.
     */
    void leave(Duration patience) throws IOException {
        leaving = true;
        long deadline = System.nanoTime() + patience.toNanos();
        boolean said = false;
        Duration left = patience;
        while (left.isPositive()) {
            exchange();
            if (socket.idle() && outbox.first() == null) {
                if (said) {
                    break;
                }
                socket.sendFirst(codec.encode(new AgentMessage.Hello(hello.friendlyName(), 0, Map.of())));
                said = true;
            } else {
                rest(left);
            }
            left = Duration.ofNanos(deadline - System.nanoTime());
        }
        socket.close(left.isPositive() ? left : Duration.ZERO);
    }

    /** Drops what was not sent and tells the listener, unless {@link #leave} came first. */
    @Override
    public void close() {
        outbox.shut();
        try {
            if (!leaving) {
                listener.lost(outbox);
            }
        } finally {
            socket.close(Duration.ZERO);
        }
    }

    private void exchange() {
        for (byte[] frame = socket.receive(); frame != null; frame = socket.receive()) {
            liveness.heard();
            handle(frame);
            flush();
        }
        flush();
    }

    private void flush() {
        for (byte[] frame = outbox.first(); frame != null && socket.send(frame); frame = outbox.first()) {
            outbox.removeFirst();
        }
    }

    private void rest(Duration longest) throws IOException {
        if (!socket.ready(outbox.first() != null)) {
            doorbell.await(longest);
        }
    }

    /** One bad frame, or one job the listener stumbles over, costs nothing else. */
    private void handle(byte[] frame) {
        try {
            switch (codec.decodeToAgent(frame)) {
                case BackendMessage.Ping _ -> socket.sendFirst(codec.encode(new AgentMessage.Pong()));
                case BackendMessage.NewJob job when !leaving -> listener.newJob(job, outbox);
                case BackendMessage.KillJob kill when !leaving -> listener.killJob(kill, outbox);
                case BackendMessage.ToAgent late -> LOG.debug("Leaving, so {} is not looked at", late);
            }
        } catch (MalformedMessage e) {
            LOG.warn("Skipped a frame of {} bytes from the backend: {}", frame.length, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Could not handle a frame of {} bytes from the backend", frame.length, e);
        }
    }
}
