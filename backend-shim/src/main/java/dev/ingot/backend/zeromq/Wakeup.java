package dev.ingot.backend.zeromq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;

/** Wakes a thread from a selector when the thread must not be interrupted. The caller closes it after the last poll. */
final class Wakeup implements AutoCloseable {
    private static final int DRAIN_BUFFER_BYTES = 64;

    private final Pipe pipe;

    Wakeup() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    /** Returns the channel to poll for reading. */
    SelectableChannel channel() {
        return pipe.source();
    }

    /** Wakes the thread; any thread may call it. A full pipe wakes the thread as well. */
    void signal() {
        try {
            pipe.sink().write(ByteBuffer.allocate(1));
        } catch (ClosedChannelException e) {
            // The loop has ended, so no thread needs to be woken.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties the pipe; the polling thread calls it before it handles the wake-up. */
    void drain() {
        ByteBuffer buffer = ByteBuffer.allocate(DRAIN_BUFFER_BYTES);
        try {
            while (pipe.source().read(buffer) == DRAIN_BUFFER_BYTES) {
                buffer.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            pipe.sink().close();
            pipe.source().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
