package dev.ingot.backend.zeromq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;

/** Ends the poll of a thread that must not be interrupted. Whoever opens it closes it, after the last poll. */
final class Wakeup implements AutoCloseable {
    private static final int DRAIN_BUFFER_BYTES = 64;

    private final Pipe pipe;

    Wakeup() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    /** To be polled for reading. */
    SelectableChannel channel() {
        return pipe.source();
    }

    /** From any thread; when the pipe is full, the poll ends as well. */
    void signal() {
        try {
            pipe.sink().write(ByteBuffer.allocate(1));
        } catch (ClosedChannelException e) {
            // The last poll is over, nobody is left to wake.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the thread that polls, before it looks at what it was woken for. */
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
