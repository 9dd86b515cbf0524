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
 * The one thread that uses a few ZeroMQ sockets, which belong to a single thread and must not see it interrupted. Sockets
 * are opened, bound and connected first; from {@link #start} to {@link #close} they are the loop's. Whoever makes a loop
 * closes it, started or not.
 */
public final class SocketLoop implements AutoCloseable {
    /** Archives and submissions pass whole; the bound is against lengths that nobody means. */
    private static final int MAX_MESSAGE_BYTES = 128 << 20;
    private static final int LINGER_MILLIS = 1000;
    /** One JeroMQ connection in fifty stops in the middle of its greeting; given up soon, it succeeds the next time. */
    private static final int HANDSHAKE_MILLIS = 500;
    /** JeroMQ 0.6.0 makes a mailbox readable before it has anything to read, see docs/decisions/0006-use-sched-batch.md. */
    private static final long YIELD_NANOS = 20_000;
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    /** What a loop works for; called on the loop's thread only. */
    public interface Handler {
        /** A socket has something to receive. */
        void onReadable(ZMQ.Socket socket);

        /** Somebody called {@link SocketLoop#wake}. */
        void onWakeup();

        /** Another second passed. */
        void onTick();
    }

    private final ZContext context = new ZContext();
    private final List<ZMQ.Socket> sockets = new ArrayList<>();
    private final Wakeup wakeup;
    private Thread thread;
    private volatile boolean closing;

    public SocketLoop() throws IOException {
        wakeup = new Wakeup();
    }

    /** A socket with unbounded queues, so that no message is dropped for being one too many. */
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
     * A length from the wire with its highest bit set passes JeroMQ's check of the maximum, and then, cut to 32 bits, is
     * anything at all: a negative one leaves its I/O thread spinning for ever. An empty message in its place is one that
     * nobody understands; what follows it on that connection is read as messages, and most likely is none either.
     */
    private static Msg allocate(int size) {
        return new Msg(size < 0 || size > MAX_MESSAGE_BYTES ? 0 : size);
    }

    /** A socket that listens at an address, with a port of {@code *} at a free one. */
    public ZMQ.Socket bind(SocketType type, String address) throws IOException {
        ZMQ.Socket socket = open(type);
        try {
            socket.bind(address);
            return socket;
        } catch (ZMQException | IllegalArgumentException e) {
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** A socket that connects to an address, now or once somebody listens there. */
    public ZMQ.Socket connect(SocketType type, String address) throws IOException {
        ZMQ.Socket socket = open(type);
        try {
            socket.connect(address);
            return socket;
        } catch (ZMQException | IllegalArgumentException e) {
            throw new IOException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    /** Hands the sockets over to a thread of their own. */
    public void start(String name, Handler handler) {
        thread = Thread.ofPlatform().name(name).start(() -> run(handler));
    }

    /** Has {@link Handler#onWakeup} called soon; from any thread. */
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
                boolean told = (busy ? selector.selectNow() : selector.select(left)) > 0;
                boolean waking = selector.selectedKeys().contains(woken);
                selector.selectedKeys().clear();
                if (told && !busy && !waking && sockets.stream().noneMatch(SocketLoop::isReadable)) {
                    // Told of a message that is not there yet: the I/O thread that brings it waits for this processor.
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
            throw new UncheckedIOException("no selector can be opened", e);
        } finally {
            context.close();
        }
    }

    private static boolean isReadable(ZMQ.Socket socket) {
        return (socket.getEvents() & ZMQ.Poller.POLLIN) != 0;
    }

    /** Ends the thread and closes the sockets; what was sent still has a second to leave. */
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
