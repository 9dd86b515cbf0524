package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * The agent's end of a pipe, as a stream. A virtual thread that waits for the other side is unmounted, as with a channel of
 * the JDK. One thread at a time may read or write; any thread may close it, and a waiting thread then fails.
 */
final class NonBlockingPipe implements AutoCloseable {

    private static final int F_SETFL = 4;
    private static final int BUFFER_SIZE = 16 * 1024;

    private final int descriptor;
    private final EpollNotifier notifier;
    private CompletableFuture<Void> readyFuture = CompletableFuture.completedFuture(null);
    private Memory buffer;
    private boolean closed;

    /**
     * Creates the stream.
     *
     * @param descriptor closed by this object from now on
     */
    NonBlockingPipe(int descriptor) {
        this.descriptor = descriptor;
        this.notifier = new EpollNotifier(descriptor);
        C_LIBRARY.fcntl(descriptor, F_SETFL, KernelNumbers.O_NONBLOCK);
    }

    /** A system call that fails with EAGAIN while the pipe is not ready. */
    private interface PipeOperation {
        int run(Memory buffer) throws LastErrorException;
    }

    /**
     * Runs the call once.
     *
     * @return its result; empty when the pipe is not ready, and then {@link #readyFuture} is completed as soon as it is
     */
    private synchronized OptionalInt tryOnce(int events, PipeOperation operation) throws IOException {
        if (closed) {
            throw new IOException("the pipe is closed");
        }
        if (buffer == null) {
            buffer = new Memory(BUFFER_SIZE);
        }
        try {
            return OptionalInt.of(operation.run(buffer));
        } catch (LastErrorException e) {
            if (e.getErrorCode() != Libc.EAGAIN) {
                throw new IOException(e.getMessage(), e);
            }
            CompletableFuture<Void> next = new CompletableFuture<>();
            readyFuture = next;
            notifier.notifyOnce(events, () -> next.complete(null));
            return OptionalInt.empty();
        }
    }

    private int awaitReady(int events, PipeOperation operation) throws IOException {
        OptionalInt done = tryOnce(events, operation);
        while (done.isEmpty()) {
            readyFuture.join();
            done = tryOnce(events, operation);
        }
        return done.getAsInt();
    }

    private int read(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        int read = awaitReady(EpollNotifier.READ, memory -> {
            int got = C_LIBRARY.read(descriptor, memory, new NativeLong(Math.min(count, BUFFER_SIZE))).intValue();
            memory.read(0, bytes, offset, got);
            return got;
        });
        return read == 0 ? -1 : read;
    }

    private void write(byte[] bytes, int offset, int count) throws IOException {
        int written = 0;
        while (written < count) {
            int from = offset + written;
            int next = Math.min(count - written, BUFFER_SIZE);
            written += awaitReady(EpollNotifier.WRITE, memory -> {
                memory.write(0, bytes, from, next);
                return C_LIBRARY.write(descriptor, memory, new NativeLong(next)).intValue();
            });
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            notifier.close();
            C_LIBRARY.close(descriptor);
            if (buffer != null) {
                buffer.close();
            }
            readyFuture.complete(null);
        }
    }

    /** Returns the stream that reads from the pipe; closing it closes the pipe. */
    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                return NonBlockingPipe.this.read(bytes, offset, count);
            }

            @Override
            public void close() {
                NonBlockingPipe.this.close();
            }
        };
    }

    /** Returns the unbuffered stream that writes to the pipe; closing it closes the pipe. */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                NonBlockingPipe.this.write(bytes, offset, count);
            }

            @Override
            public void close() {
                NonBlockingPipe.this.close();
            }
        };
    }
}
