package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.MalformedMessage;
import dev.ingot.protocol.MessageCodec;
import dev.ingot.protocol.UnreadableJob;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One hello and what follows it, until the backend is lost or the session ends. Belongs to the session's thread, which
 * creates, runs and closes it.
 */
final class Registration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    /** See docs/decisions/0007. */
    private static final Duration GIVEN_WAY = Duration.ofNanos(20_000);
    private static final Duration BEFORE_LAST_HELLO = Duration.ofMillis(250);

    private final BackendListener listener;
    private final MessageCodec codec;
    private final Doorbell doorbell;
    private final Liveness liveness;
    private final AgentMessage.Hello hello;
    private final SessionSettings settings;
    private final DealerSocket socket;
    private final PendingHello pending;
    private final FrameQueue outbox;
    /** Where answers go out: the socket, until the agent retires. */
    private DealerSocket answers;
    private boolean leaving;

    private boolean handedOver;
    private boolean toldOfSilence;

    /** Says hello, on the connection that the attempt has kept or on a new one. */
    Registration(SessionSettings settings, Attempt attempt, BackendListener listener, Doorbell doorbell, LongConsumer held)
        throws IOException {
        this.settings = settings;
        this.listener = listener;
        this.doorbell = doorbell;
        codec = new MessageCodec(settings.dialect());
        hello = listener.hello();
        outbox = new FrameQueue(codec, doorbell::ring, held);
        socket = attempt.kept().isPresent() ? attempt.kept().get()
            : new DealerSocket(settings.backend().endpoint(attempt.unanswered()), attempt.routingId(settings.routingId()),
                settings.maxMessageBytes());
        answers = socket;
        liveness = new Liveness(System::nanoTime, settings.silence());
        boolean isSaid = false;
        try {
            doorbell.watch(socket.signals());
            pending = new PendingHello(settings, socket, doorbell, withoutSlots());
            socket.sendFirst(codec.encode(hello));
            isSaid = true;
        } finally {
            if (!isSaid) {
                // A kept connection too: it is not used again.
                socket.close(Duration.ZERO);
            }
        }
    }

    /** Returns when the backend is lost, or soon after {@code end} turns true and the doorbell rings. */
    void run(BooleanSupplier end) throws IOException {
        while (!end.getAsBoolean()) {
            exchange();
            Duration left = left();
            if (!left.isPositive()) {
                return;
            }
            rest(left);
        }
    }

    private Duration left() throws IOException {
        if (!liveness.answered()) {
            tellOnceOfSilence();
            return pending.left();
        }
        pending.close();
        return Duration.ofNanos(liveness.nanosLeft());
    }

    /** A backend that does not answer in time counts as lost, whether or not its answer is waited for. */
    private void tellOnceOfSilence() {
        if (!toldOfSilence && liveness.nanosLeft() <= 0) {
            toldOfSilence = true;
            listener.lost(outbox);
        }
    }

    /** Whether the backend knew of this registration. */
    boolean answered() {
        return liveness.answered();
    }

    /** For how long the backend has been silent; empty when it never spoke. By any thread. */
    Optional<Duration> silence() {
        return liveness.answered() ? Optional.of(Duration.ofNanos(liveness.nanosSilent())) : Optional.empty();
    }

    /** Whether there was a connection, answered or not. */
    boolean connected() {
        return socket.connected();
    }

    /** Whether the backend answers others, but not this registration. */
    boolean ignored() {
        return pending.ignored();
    }

    /** The connection, if it lives, for the next registration: {@link #close} then leaves it open. */
    Optional<DealerSocket> handOver() {
        handedOver = socket.greeted();
        return handedOver ? Optional.of(socket) : Optional.empty();
    }

    /**
     * A backend gives a slot back to whoever sends the answer, and fills it at once when jobs wait; there is no goodbye on
     * this wire. So the last answers go out on a second connection that is registered without slots.
     */
    void retire() throws IOException {
        answers = new DealerSocket(socket.endpoint(), socket.routingId() + "~retired", settings.maxMessageBytes());
        doorbell.watch(answers.signals());
        answers.sendFirst(withoutSlots());
    }

    private byte[] withoutSlots() {
        return codec.encode(new AgentMessage.Hello(hello.friendlyName(), 0, Map.of()));
    }

    /**
     * Sends what was put so far, then a hello without slots, so that the backend dispatches nothing more. Gives up after
     * {@code patience}. Where no backend was heard, nothing is sent and nothing waited for.
     */
    void leave(Duration patience) throws IOException {
        leaving = true;
        if (!liveness.answered() && !socket.greeted()) {
            closeSockets(Duration.ZERO);
            return;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        boolean said = false;
        Duration left = patience;
        while (left.isPositive()) {
            exchange();
            if (socket.idle() && answers.idle() && outbox.first() == null) {
                if (said) {
                    break;
                }
                letAnswersArrive();
                socket.sendFirst(withoutSlots());
                said = true;
            } else {
                rest(left);
            }
            left = Duration.ofNanos(deadline - System.nanoTime());
        }
        closeSockets(left.isPositive() ? left : Duration.ZERO);
    }

    /** Two connections keep no order, and a hello has the backend answer whatever still seems to run. */
    private void letAnswersArrive() {
        if (answers != socket) {
            LockSupport.parkNanos(BEFORE_LAST_HELLO.toNanos());
        }
    }

    private void closeSockets(Duration linger) {
        pending.close();
        // Both linger at the same time.
        Optional<Thread> other = answers == socket ? Optional.empty() : Optional.of(answers.beginClose(linger));
        if (!handedOver) {
            socket.close(linger);
        }
        other.ifPresent(end -> DealerSocket.awaitEnd(end, linger));
    }

    /** Drops what was not sent and tells the listener, unless {@link #leave} came first. */
    @Override
    public void close() {
        outbox.shut();
        try {
            if (!leaving && (liveness.answered() || !toldOfSilence)) {
                listener.lost(outbox);
            }
        } finally {
            closeSockets(Duration.ZERO);
        }
    }

    private void exchange() {
        receive(socket);
        if (answers != socket) {
            receive(answers);
        }
        flush();
    }

    private void receive(DealerSocket from) {
        for (byte[] frame = from.receive(); frame != null; frame = from.receive()) {
            liveness.heard();
            handle(frame, from);
            flush();
        }
    }

    private void flush() {
        for (byte[] frame = outbox.first(); frame != null && answers.send(frame); frame = outbox.first()) {
            outbox.removeFirst();
        }
    }

    private void rest(Duration longest) throws IOException {
        if (!ready() && doorbell.await(longest) && !ready()) {
            // Told of something that is not there yet: whoever brings it waits for this processor.
            LockSupport.parkNanos(GIVEN_WAY.toNanos());
        }
    }

    private boolean ready() {
        boolean toSend = outbox.first() != null;
        return socket.ready(toSend && answers == socket) || answers != socket && answers.ready(toSend);
    }

    /** One bad frame, or one job the listener stumbles over, costs nothing else. */
    private void handle(byte[] frame, DealerSocket from) {
        try {
            switch (codec.decodeToAgent(frame)) {
                case BackendMessage.Ping _ -> from.sendFirst(codec.encode(new AgentMessage.Pong()));
                case BackendMessage.NewJob job when !leaving -> listener.newJob(job, outbox);
                case BackendMessage.KillJob kill when !leaving -> listener.killJob(kill, outbox);
                case BackendMessage.ToAgent late -> LOG.debug("Leaving, so {} is not looked at", late);
            }
        } catch (UnreadableJob e) {
            refuse(e, frame.length);
        } catch (MalformedMessage e) {
            LOG.warn("Skipped a frame of {} bytes from the backend: {}", frame.length, e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            // Also without memory for this frame: what was made of it so far is free again, and others wait for their answers.
            LOG.error("Could not handle a frame of {} bytes from the backend", frame.length, e);
        }
    }

    private void refuse(UnreadableJob job, int bytes) {
        if (leaving) {
            LOG.debug("Leaving, so the unreadable job {} is not looked at", job.jobId());
            return;
        }
        try {
            listener.unreadableJob(job, outbox);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("Could not handle a frame of {} bytes from the backend", bytes, e);
        }
    }
}
