package dev.ingot.backend.zeromq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Msg;

/**
 * Runs the thread that uses a set of ZeroMQ sockets. A ZeroMQ socket may be used by one thread only, which must not be
 * interrupted. The caller binds and connects the sockets first; between {@link #start} and {@link #close} only the thread of the
 * loop may use them. The caller closes the loop, also one that was not started.
 */
public final class SocketLoop implements AutoCloseable {
    /** Large enough for every archive and submission; it rejects lengths that no valid message has. */
    private static final int MAX_MESSAGE_BYTES = 128 << 20;
    private static final int LINGER_MILLIS = 1000;
    /** About one JeroMQ connection in fifty stalls during its greeting; a short timeout makes it reconnect, which succeeds. */
    private static final int HANDSHAKE_MILLIS = 500;
    /** JeroMQ 0.6.0 makes a mailbox readable before it has anything to read, see docs/decisions/0006-use-sched-batch.md. */
    private static final long YIELD_NANOS = 20_000;
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    /** Handles the events of a loop; called on the loop's thread only. */
    public interface Handler {
        /** Called when a socket has a message to receive. */
        void onReadable(ZMQ.Socket socket);

        /** Called after {@link SocketLoop#wake}. */
        void onWakeup();

        /** Called once a second. */
        void onTick();
    }

    private final ZContext context = new ZContext();
    private final List<ZMQ.Socket> sockets = new ArrayList<>();
    private final Wakeup wakeup;
    private Thread thread;
    private volatile boolean closing;

    /**
     * Creates a loop without sockets.
     *
     * @throws IOException when no pipe can be opened
     */
    public SocketLoop() throws IOException {
        wakeup = new Wakeup();
    }

    /** Opens a socket with unbounded queues, so that no message is dropped because a queue is full. */
    private ZMQ.Socket open(SocketType type) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setIPv6(true);
        socket.setLinger(LINGER_MILLIS);
        socket.setHandshakeIvl(HANDSHAKE_MILLIS);
        socket.setMaxMsgSize(MAX_MESSAGE_BYTES);
        socket.setMsgAllocator(SocketLoop::allocate);
        socket.setHWM(0);
        sockets.add(socket);
        return socket;
    }

    /**
     * JeroMQ compares the length of a message as a signed 64-bit number with the maximum, and then truncates it to 32 bits. A
     * length with the highest bit set passes the check and can become negative, which makes the I/O thread spin for ever. This
     * allocator returns an empty message instead. The receiver rejects it, and most likely also the data after it, which is read
     * as messages.
     */
    private static Msg allocate(int size) {
        return new Msg(size < 0 || size > MAX_MESSAGE_BYTES ? 0 : size);
    }

    /**
     * Opens a socket that listens on an address.
     *
     * @param address {@code tcp://host:port}; the port {@code *} selects a free port
     * @throws IOException when the address cannot be listened on; the text names it
     */
    public ZMQ.Socket bind(SocketType type, String address) throws IOException {
        ZMQ.Socket socket = open(type);
        try {
            socket.bind(address);
            return socket;
        } catch (ZMQException | IllegalArgumentException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /**
     * Opens a socket that connects to an address, as soon as a peer listens there.
     *
     * @throws IOException when the address is invalid; the text names it
     */
    public ZMQ.Socket connect(SocketType type, String address) throws IOException {
        ZMQ.Socket socket = open(type);
        try {
            socket.connect(address);
            return socket;
        } catch (ZMQException | IllegalArgumentException e) {
            throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    /** Starts the thread of the loop, which uses the sockets from now on. */
    public void start(String name, Handler handler) {
        thread = Thread.ofPlatform().name(name).start(() -> run(handler));
    }

    /** Makes the loop call {@link Handler#onWakeup} soon; any thread may call it. */
    public void wake() {
        wakeup.signal();
    }

    private void run(Handler handler) {
        try (Selector selector = Selector.open()) {
            for (ZMQ.Socket socket : sockets) {
                socket.getFD().register(selector, SelectionKey.OP_READ);
            }
            SelectionKey woken = wakeup.channel().register(selector, SelectionKey.OP_READ);
            long nextTick = System.nanoTime() + TICK_NANOS;
            while (!closing) {
                long left = Math.max(1, Duration.ofNanos(nextTick - System.nanoTime()).toMillis() + 1);
                boolean busy = sockets.stream().anyMatch(SocketLoop::isReadable);
                boolean signalled = (busy ? selector.selectNow() : selector.select(left)) > 0;
                boolean waking = selector.selectedKeys().contains(woken);
                selector.selectedKeys().clear();
                if (signalled && !busy && !waking && sockets.stream().noneMatch(SocketLoop::isReadable)) {
                    // JeroMQ signalled a message that is not readable yet. Yield, so that the I/O thread can finish the write.
                    LockSupport.parkNanos(YIELD_NANOS);
                }
                if (waking) {
                    wakeup.drain();
                    handler.onWakeup();
                }
                sockets.stream().filter(SocketLoop::isReadable).forEach(handler::onReadable);
                if (System.nanoTime() - nextTick >= 0) {
                    handler.onTick();
                    nextTick += TICK_NANOS;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a selector", e);
        } finally {
            context.close();
        }
    }

    private static boolean isReadable(ZMQ.Socket socket) {
        return (socket.getEvents() & ZMQ.Poller.POLLIN) != 0;
    }

    /** Ends the thread and closes the sockets; messages that were sent have one more second to leave. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (thread == null) {
            context.close();
        } else {
            wakeup.signal();
            joinUninterruptibly();
        }
        wakeup.close();
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
