package dev.ingot.agent.session;

import dev.ingot.agent.linux.Scheduling;
import java.nio.channels.SelectableChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMonitor;
import zmq.Msg;

/**
 * A connected DEALER that never blocks, and lets urgent frames overtake. Belongs to one thread. It has a ZeroMQ context of
 * its own: should one of its I/O threads die (of memory, say), the next socket does not inherit it.
 */
final class DealerSocket {
    private static final Logger LOG = LoggerFactory.getLogger(DealerSocket.class);
    /**
     * Frames handed to ZeroMQ but not yet on the wire. Few, because an urgent frame cannot overtake these, and because each may
     * be a large archive of which nothing tells when it has left.
     */
    private static final int MAX_IN_FLIGHT = 2;
    private static final int RECONNECT_MILLIS = 100;
    private static final int RECONNECT_MILLIS_MAX = 1600;
    /**
     * In about one of fifty connections JeroMQ 0.6.0 does not watch the channel it has just connected, and nothing comes
     * through it. Its handshake timer notices and connects anew; by default only after 30 s.
     */
    private static final int HANDSHAKE_MILLIS = 1000;
    private static final int EVENTS = ZMQ.EVENT_CONNECTED | ZMQ.EVENT_HANDSHAKE_PROTOCOL | ZMQ.EVENT_DISCONNECTED;

    private final ZMQ.Context context = context();
    /**
     * JeroMQ 0.6.0 makes a mailbox readable before it has anything to read. When the reader takes the writer's processor at
     * that instant, it looks again and again until the kernel gives it back: milliseconds, for each message.
     */
    private final ZMQ.Socket socket = Scheduling.withBatchThreads(() -> context.socket(SocketType.DEALER));
    private final Deque<byte[]> urgentFrames = new ArrayDeque<>();
    private final String endpoint;
    private final String routingId;
    private volatile boolean connected;
    private final Greetings greetingCount = new Greetings();
    private volatile boolean closed;

    DealerSocket(String endpoint, String routingId, int maxMessageBytes) {
        this.endpoint = endpoint;
        this.routingId = routingId;
        socket.setIPv6(true);
        socket.setIdentity(routingId.getBytes(StandardCharsets.UTF_8));
        socket.setMaxMsgSize(maxMessageBytes);
        socket.setMsgAllocator(size -> allocate(size, maxMessageBytes));
        socket.setSndHWM(MAX_IN_FLIGHT);
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        socket.setReconnectIVL(RECONNECT_MILLIS);
        socket.setReconnectIVLMax(RECONNECT_MILLIS_MAX);
        socket.setEventHook(event -> handleEvent(event.getEvent()), EVENTS);
        try {
            socket.connect(endpoint);
        } catch (RuntimeException | Error e) {
            close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * A length from the wire with its highest bit set passes JeroMQ's check of the maximum and is then cut to 32 bits; a
     * negative one leaves its I/O thread spinning for ever. An empty message in its place is skipped like any other that
     * nobody understands, and what follows it likewise.
     */
    private static Msg allocate(int size, int maxMessageBytes) {
        return new Msg(size < 0 || size > maxMessageBytes ? 0 : size);
    }

    private ZMQ.Context context() {
        ZMQ.Context made = ZMQ.context(1);
        made.setNotificationExceptionHandler((_, e) -> logFailure(e));
        return made;
    }

    /** JeroMQ's threads print what they stumble over, and over its own closing now and then. */
    private void logFailure(Throwable e) {
        if (closed) {
            LOG.debug("ZeroMQ stumbled while it closed", e);
        } else {
            LOG.warn("ZeroMQ stumbled", e);
        }
    }

    /** Readable when something happened; then {@link #receive} and {@link #send} until they have nothing more to do. */
    SelectableChannel selectableChannel() {
        return socket.getFD();
    }

    /** On ZeroMQ's I/O thread. */
    private void handleEvent(ZMonitor.Event event) {
        switch (event) {
            case CONNECTED -> connected = true;
            case HANDSHAKE_PROTOCOL -> greetingCount.begin();
            default -> greetingCount.end();
        }
    }

    /** Where it connects to. */
    String endpoint() {
        return endpoint;
    }

    /** Under which the peer knows it. */
    String routingId() {
        return routingId;
    }

    /** Whether a connection was ever established, be it only by the peer's kernel. */
    boolean hasConnected() {
        return connected;
    }

    /**
     * Whether there is a connection now whose peer has said its ZeroMQ greeting: before that nothing is sent. The kernel accepts
     * connections for a process that is stopped; it does not greet.
     */
    boolean isGreeted() {
        return greetingCount.isGreeted();
    }

    /** The connections whose peer has greeted. */
    Greetings greetingCount() {
        return greetingCount;
    }

    /** The next message, or null. It is one frame; what else a backend may append is dropped. */
    byte[] receive() {
        byte[] frame = socket.recv(ZMQ.DONTWAIT);
        while (frame != null && socket.hasReceiveMore()) {
            socket.recv(ZMQ.DONTWAIT);
        }
        return frame;
    }

    /** Sends before everything that waits. */
    void sendUrgentFrame(byte[] frame) {
        urgentFrames.add(frame);
        flushUrgent();
    }

    /** Whether the frame was taken; if not, urgent ones or the peer must go first. */
    boolean send(byte[] frame) {
        return flushUrgent() && socket.send(frame, ZMQ.DONTWAIT);
    }

    /** Whether no urgent frame waits. */
    boolean isIdle() {
        return flushUrgent();
    }

    /** Whether there is work at once; otherwise {@link #selectableChannel} will tell. To be asked before each wait. */
    boolean hasWork(boolean toSend) {
        int events = socket.getEvents();
        return (events & ZMQ.Poller.POLLIN) != 0 || (events & ZMQ.Poller.POLLOUT) != 0 && (toSend || !urgentFrames.isEmpty());
    }

    /** Closes at once, or as soon as what was sent is on the wire, and waits for that, at most {@code linger}. Idempotent. */
    void close(Duration linger) {
        awaitEnd(beginClose(linger), linger);
    }

    /** Begins to close: at once, or as soon as what was sent is on the wire, after {@code linger} at the latest. */
    Thread beginClose(Duration linger) {
        closed = true;
        socket.setLinger((int) linger.toMillis());
        socket.close();
        return Thread.ofPlatform().daemon().name("backend-session-end").start(context::close);
    }

    /** Waits until what was begun has ended, a little longer than {@code linger} at most. */
    static void awaitEnd(Thread end, Duration linger) {
        try {
            end.join(linger.plusMillis(500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean flushUrgent() {
        while (!urgentFrames.isEmpty() && socket.send(urgentFrames.peek(), ZMQ.DONTWAIT)) {
            urgentFrames.remove();
        }
        return urgentFrames.isEmpty();
    }
}
