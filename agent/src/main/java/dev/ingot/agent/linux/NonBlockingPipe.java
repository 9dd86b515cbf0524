package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Our end of a pipe, as a stream. A virtual thread that waits for the other side waits as for a channel of the JDK's. One
 * thread at a time reads or writes; any may close it, and the one that waits then fails.
 */
final class NonBlockingPipe implements AutoCloseable {

    private static final int F_SETFL = 4;
    private static final int EAGAIN = 11;
    private static final int BUFFER_SIZE = 16 * 1024;

    private static final C C_LIBRARY = Native.load("c", C.class);

    private final int descriptor;
    private final EpollNotifier notifier;
    private CompletableFuture<Void> readyFuture = CompletableFuture.completedFuture(null);
    private Memory buffer;
    private boolean closed;

    /** @param descriptor whose owner this is from now on */
    NonBlockingPipe(int descriptor) {
        this.descriptor = descriptor;
        this.notifier = new EpollNotifier(descriptor);
        C_LIBRARY.fcntl(descriptor, F_SETFL, KernelNumbers.O_NONBLOCK);
    }

    /** A step that may have to wait first. */
    private interface PipeOperation {
        int run(Memory buffer) throws LastErrorException;
    }

    /** Empty when the other side has to do something first; {@link #readyFuture} is then completed. */
    private synchronized OptionalInt tryOnce(int events, PipeOperation step) throws IOException {
        if (closed) {
            throw new IOException("the pipe is closed");
        }
        if (buffer == null) {
            buffer = new Memory(BUFFER_SIZE);
        }
        try {
            return OptionalInt.of(step.run(buffer));
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EAGAIN) {
                throw new IOException(e.getMessage(), e);
            }
            CompletableFuture<Void> next = new CompletableFuture<>();
            readyFuture = next;
            notifier.notifyOnce(events, () -> next.complete(null));
            return OptionalInt.empty();
        }
    }

    private int awaitReady(int events, PipeOperation step) throws IOException {
        OptionalInt done = tryOnce(events, step);
        while (done.isEmpty()) {
            readyFuture.join();
            done = tryOnce(events, step);
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

    /** The four functions of the C library this takes. */
    private interface C extends Library {
        int fcntl(int descriptor, int command, int flags);

        NativeLong read(int descriptor, Pointer bytes, NativeLong count) throws LastErrorException;

        NativeLong write(int descriptor, Pointer bytes, NativeLong count) throws LastErrorException;

        int close(int descriptor);
    }
}
