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
 * A connected DEALER socket that never blocks and sends urgent frames first. Used by one thread. It has a ZeroMQ context of its
 * own, so that the next socket is not affected when one of its I/O threads dies, for instance for lack of memory.
 */
final class DealerSocket {
    private static final Logger LOG = LoggerFactory.getLogger(DealerSocket.class);
    /**
     * Maximum number of frames passed to ZeroMQ and not yet sent. Small, because an urgent frame cannot overtake these, and
     * because each may be a large archive; ZeroMQ does not report when it has left.
     */
    private static final int MAX_IN_FLIGHT = 2;
    private static final int RECONNECT_MILLIS = 100;
    private static final int RECONNECT_MILLIS_MAX = 1600;
    /**
     * In about one of fifty connections JeroMQ 0.6.0 does not watch the channel it has just connected, and receives nothing. Its
     * handshake timer notices that and connects again; by default only after 30 s.
     */
    private static final int HANDSHAKE_MILLIS = 1000;
    private static final int EVENTS = ZMQ.EVENT_CONNECTED | ZMQ.EVENT_HANDSHAKE_PROTOCOL | ZMQ.EVENT_DISCONNECTED;

    private final ZMQ.Context context = context();
    /**
     * JeroMQ 0.6.0 makes a mailbox readable before its message can be read. When the reader preempts the writer at that
     * instant, it polls until the writer gets its processor back, which takes milliseconds for each message.
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
     * negative one leaves its I/O thread spinning for ever. It is replaced by an empty message, which is skipped like any
     * other unknown one, as is everything after it.
     */
    private static Msg allocate(int size, int maxMessageBytes) {
        return new Msg(size < 0 || size > maxMessageBytes ? 0 : size);
    }

    private ZMQ.Context context() {
        ZMQ.Context made = ZMQ.context(1);
        made.setNotificationExceptionHandler((_, e) -> logFailure(e));
        return made;
    }

    /** Logs errors that JeroMQ's threads would print; closing causes some now and then. */
    private void logFailure(Throwable e) {
        if (closed) {
            LOG.debug("ZeroMQ reported an error while closing", e);
        } else {
            LOG.warn("ZeroMQ reported an error", e);
        }
    }

    /**
     * Returns the channel that becomes readable on events. Then call {@link #receive} and {@link #send} until both have nothing
     * to do.
     */
    SelectableChannel selectableChannel() {
        return socket.getFD();
    }

    /** Called by ZeroMQ's I/O thread. */
    private void handleEvent(ZMonitor.Event event) {
        switch (event) {
            case CONNECTED -> connected = true;
            case HANDSHAKE_PROTOCOL -> greetingCount.begin();
            default -> greetingCount.end();
        }
    }

    /** Returns the address of the peer. */
    String endpoint() {
        return endpoint;
    }

    /** Returns the id under which the peer knows this socket. */
    String routingId() {
        return routingId;
    }

    /** Returns whether a connection was ever established, if only by the peer's kernel. */
    boolean hasConnected() {
        return connected;
    }

    /**
     * Returns whether there is a connection whose peer has sent its ZeroMQ greeting; nothing is sent before that. The kernel
     * accepts connections for a stopped process, but sends no greeting.
     */
    boolean isGreeted() {
        return greetingCount.isGreeted();
    }

    /** Returns the connections whose peer has sent its greeting. */
    Greetings greetingCount() {
        return greetingCount;
    }

    /** Returns the next message; null when there is none. It is one frame; further frames of it are dropped. */
    byte[] receive() {
        byte[] frame = socket.recv(ZMQ.DONTWAIT);
        while (frame != null && socket.hasReceiveMore()) {
            socket.recv(ZMQ.DONTWAIT);
        }
        return frame;
    }

    /** Sends a frame before all waiting ones. */
    void sendUrgentFrame(byte[] frame) {
        urgentFrames.add(frame);
        flushUrgent();
    }

    /** Sends a frame. Returns false when urgent frames or the peer must be waited for first. */
    boolean send(byte[] frame) {
        return flushUrgent() && socket.send(frame, ZMQ.DONTWAIT);
    }

    /** Returns whether no urgent frame waits. */
    boolean isIdle() {
        return flushUrgent();
    }

    /** Returns whether there is work now; otherwise {@link #selectableChannel} signals it. Call it before each wait. */
    boolean hasWork(boolean toSend) {
        int events = socket.getEvents();
        return (events & ZMQ.Poller.POLLIN) != 0 || (events & ZMQ.Poller.POLLOUT) != 0 && (toSend || !urgentFrames.isEmpty());
    }

    /** Closes the socket after sent frames have left, and waits for that for at most {@code linger}. Idempotent. */
    void close(Duration linger) {
        awaitEnd(beginClose(linger), linger);
    }

    /** Starts to close the socket: after sent frames have left, and after {@code linger} at the latest. */
    Thread beginClose(Duration linger) {
        closed = true;
        socket.setLinger((int) linger.toMillis());
        socket.close();
        return Thread.ofPlatform().daemon().name("backend-session-end").start(context::close);
    }

    /** Waits for the end of the closing, slightly longer than {@code linger} at most. */
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
