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
 * One registration with the backend: sends a hello and handles messages until the backend is lost or the session ends. The
 * session's thread creates, runs and closes it.
 */
final class Registration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    /** See docs/decisions/0006-use-sched-batch.md. */
    private static final Duration YIELD_TIME = Duration.ofNanos(20_000);
    private static final Duration LAST_HELLO_DELAY = Duration.ofMillis(250);

    private final BackendListener listener;
    private final MessageCodec codec;
    private final SelectorWakeup wakeup;
    private final Liveness liveness;
    private final AgentMessage.Hello hello;
    private final SessionSettings settings;
    private final DealerSocket socket;
    private final PendingHello pendingHello;
    private final EncodedOutbox outbox;
    /** The socket that sends answers; another one after the agent retired. */
    private DealerSocket answerSocket;
    private boolean leaving;

    private boolean handedOver;
    private boolean silenceReported;

    /** Sends a hello, on the kept connection of the attempt or on a new one. */
    Registration(SessionSettings settings, RegistrationAttempt attempt, BackendListener listener, SelectorWakeup wakeup,
        LongConsumer held)
        throws IOException {
        this.settings = settings;
        this.listener = listener;
        this.wakeup = wakeup;
        codec = new MessageCodec(settings.dialect());
        hello = listener.createHello();
        outbox = new EncodedOutbox(codec, wakeup::wakeUp, held);
        socket = attempt.keptConnection().isPresent() ? attempt.keptConnection().get()
            : new DealerSocket(settings.backend().endpoint(attempt.unanswered()), attempt.routingId(settings.routingId()),
                settings.maxMessageBytes());
        answerSocket = socket;
        liveness = new Liveness(System::nanoTime, settings.silenceTimeout());
        boolean isSaid = false;
        try {
            wakeup.register(socket.selectableChannel());
            pendingHello = new PendingHello(settings, socket, wakeup, encodeHelloWithoutSlots());
            socket.sendUrgentFrame(codec.encode(hello));
            isSaid = true;
        } finally {
            if (!isSaid) {
                // A kept connection is closed too: it is not used again.
                socket.close(Duration.ZERO);
            }
        }
    }

    /** Handles messages until the backend is lost, or until {@code end} is true and the wake-up was signalled. */
    void run(BooleanSupplier end) throws IOException {
        while (!end.getAsBoolean()) {
            exchange();
            Duration left = nextWait();
            if (!left.isPositive()) {
                return;
            }
            awaitEvent(left);
        }
    }

    private Duration nextWait() throws IOException {
        if (!liveness.hasAnswered()) {
            reportSilenceOnce();
            return pendingHello.nextWait();
        }
        pendingHello.close();
        return Duration.ofNanos(liveness.nanosUntilLost());
    }

    /** Tells the listener once when the backend has not answered this hello in time. */
    private void reportSilenceOnce() {
        if (!silenceReported && liveness.nanosUntilLost() <= 0) {
            silenceReported = true;
            listener.handleBackendLoss(outbox);
        }
    }

    /** Returns whether the backend answered this registration. */
    boolean hasAnswered() {
        return liveness.hasAnswered();
    }

    /** Returns the time since the last message of the backend; empty when it sent none. May be called from any thread. */
    Optional<Duration> silence() {
        return liveness.hasAnswered() ? Optional.of(Duration.ofNanos(liveness.nanosSilent())) : Optional.empty();
    }

    /** Returns whether there was a connection, answered or not. */
    boolean hasConnected() {
        return socket.hasConnected();
    }

    /** Returns whether the backend answers others, but not this registration. */
    boolean isIgnored() {
        return pendingHello.isIgnored();
    }

    /** Returns the connection, if it exists, for the next registration; {@link #close} then leaves it open. */
    Optional<DealerSocket> handOver() {
        handedOver = socket.isGreeted();
        return handedOver ? Optional.of(socket) : Optional.empty();
    }

    /**
     * Moves answers to a second connection that is registered without slots. A backend frees a slot of the connection that
     * sends an answer, and fills it at once when jobs wait; the protocol has no message to unregister.
     */
    void retire() throws IOException {
        answerSocket = new DealerSocket(socket.endpoint(), socket.routingId() + "~retired", settings.maxMessageBytes());
        wakeup.register(answerSocket.selectableChannel());
        answerSocket.sendUrgentFrame(encodeHelloWithoutSlots());
    }

    private byte[] encodeHelloWithoutSlots() {
        return codec.encode(new AgentMessage.Hello(hello.friendlyName(), 0, Map.of()));
    }

    /**
     * Sends the queued messages, then a hello without slots, so that the backend sends no more jobs. Gives up after
     * {@code timeout}. Does nothing when the backend never answered.
     */
    void leave(Duration timeout) throws IOException {
        leaving = true;
        if (!liveness.hasAnswered() && !socket.isGreeted()) {
            closeSockets(Duration.ZERO);
            return;
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean said = false;
        Duration left = timeout;
        while (left.isPositive()) {
            exchange();
            if (socket.isIdle() && answerSocket.isIdle() && outbox.peek() == null) {
                if (said) {
                    break;
                }
                pauseBeforeLastHello();
                socket.sendUrgentFrame(encodeHelloWithoutSlots());
                said = true;
            } else {
                awaitEvent(left);
            }
            left = Duration.ofNanos(deadline - System.nanoTime());
        }
        closeSockets(left.isPositive() ? left : Duration.ZERO);
    }

    /**
     * Waits between the two connections, which keep no order: a hello makes the backend answer all jobs that still seem to run.
     */
    private void pauseBeforeLastHello() {
        if (answerSocket != socket) {
            LockSupport.parkNanos(LAST_HELLO_DELAY.toNanos());
        }
    }

    private void closeSockets(Duration linger) {
        pendingHello.close();
        // Both sockets linger at the same time.
        Optional<Thread> other = answerSocket == socket ? Optional.empty() : Optional.of(answerSocket.beginClose(linger));
        if (!handedOver) {
            socket.close(linger);
        }
        other.ifPresent(end -> DealerSocket.awaitEnd(end, linger));
    }

    /** Drops unsent messages and notifies the listener, unless {@link #leave} was called. */
    @Override
    public void close() {
        outbox.close();
        try {
            if (!leaving && (liveness.hasAnswered() || !silenceReported)) {
                listener.handleBackendLoss(outbox);
            }
        } finally {
            closeSockets(Duration.ZERO);
        }
    }

    private void exchange() {
        receive(socket);
        if (answerSocket != socket) {
            receive(answerSocket);
        }
        flush();
    }

    private void receive(DealerSocket from) {
        for (byte[] frame = from.receive(); frame != null; frame = from.receive()) {
            liveness.recordMessage();
            handle(frame, from);
            flush();
        }
    }

    private void flush() {
        for (byte[] frame = outbox.peek(); frame != null && answerSocket.send(frame); frame = outbox.peek()) {
            outbox.removeFirst();
        }
    }

    private void awaitEvent(Duration longest) throws IOException {
        if (!hasWork() && wakeup.await(longest) && !hasWork()) {
            // The wake-up came before its message. Yield the processor to ZeroMQ's I/O thread.
            LockSupport.parkNanos(YIELD_TIME.toNanos());
        }
    }

    private boolean hasWork() {
        boolean toSend = outbox.peek() != null;
        return socket.hasWork(toSend && answerSocket == socket) || answerSocket != socket && answerSocket.hasWork(toSend);
    }

    /** Handles one frame. A bad frame or a failure of the listener affects nothing else. */
    private void handle(byte[] frame, DealerSocket from) {
        try {
            switch (codec.decodeToAgent(frame)) {
                case BackendMessage.Ping _ -> from.sendUrgentFrame(codec.encode(new AgentMessage.Pong()));
                case BackendMessage.NewJob job when !leaving -> listener.submitJob(job, outbox);
                case BackendMessage.KillJob kill when !leaving -> listener.killJob(kill, outbox);
                case BackendMessage.ToAgent late -> LOG.debug("Ignored {}: the session ends", late);
            }
        } catch (UnreadableJob e) {
            reject(e, frame.length);
        } catch (MalformedMessage e) {
            LOG.warn("Skipped a frame of {} bytes from the backend: {}", frame.length, e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            // Includes OutOfMemoryError: the memory of this frame is free again, and other jobs wait for their answers.
            LOG.error("Could not handle a frame of {} bytes from the backend", frame.length, e);
        }
    }

    private void reject(UnreadableJob job, int bytes) {
        if (leaving) {
            LOG.debug("Ignored the unreadable job {}: the session ends", job.jobId());
            return;
        }
        try {
            listener.rejectUnreadableJob(job, outbox);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("Could not handle a frame of {} bytes from the backend", bytes, e);
        }
    }
}
