package dev.ingot.agent.runtime.lxd.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Offers an output of a command as a stream. The next message is requested when the last one is read, so that a slow reader
 * blocks the command. Once closed, messages are dropped. Public because Jetty calls its methods by reflection.
 */
public final class WebSocketInputStream extends InputStream implements Session.Listener {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Session session;
    private ByteBuffer current = ByteBuffer.allocate(0);
    private Callback pendingCallback = Callback.NOOP;
    private boolean ended;
    private boolean closed;

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        opened.demand();
    }

    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        lock.lock();
        try {
            current = payload;
            pendingCallback = callback;
            if (closed || !payload.hasRemaining()) {
                requestNext();
            } else {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Handles the end of the stream, which the server indicates by a text message. */
    @Override
    public void onWebSocketPartialText(String payload, boolean last) {
        markEnded();
        session.demand();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        callback.succeed();
        markEnded();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        markEnded();
    }

    /** Ends the stream. */
    void markEnded() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void requestNext() {
        Callback done = pendingCallback;
        current = ByteBuffer.allocate(0);
        pendingCallback = Callback.NOOP;
        done.succeed();
        session.demand();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        lock.lock();
        try {
            while (count > 0 && !current.hasRemaining() && !ended && !closed) {
                changed.await();
            }
            if (closed || count > 0 && !current.hasRemaining()) {
                return -1;
            }
            int step = Math.min(count, current.remaining());
            current.get(bytes, offset, step);
            if (step > 0 && !current.hasRemaining()) {
                requestNext();
            }
            return step;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return current.remaining();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                changed.signalAll();
                if (current.hasRemaining()) {
                    requestNext();
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
