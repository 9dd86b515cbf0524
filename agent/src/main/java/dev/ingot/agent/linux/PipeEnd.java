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
final class PipeEnd implements AutoCloseable {

    private static final int F_SETFL = 4;
    private static final int EAGAIN = 11;
    private static final int SIZE = 16 * 1024;

    private static final C C_LIBRARY = Native.load("c", C.class);

    private final int descriptor;
    private final Readiness readiness;
    private CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);
    private Memory buffer;
    private boolean closed;

    /** @param descriptor whose owner this is from now on */
    PipeEnd(int descriptor) {
        this.descriptor = descriptor;
        this.readiness = new Readiness(descriptor);
        C_LIBRARY.fcntl(descriptor, F_SETFL, KernelNumbers.O_NONBLOCK);
    }

    /** A step that may have to wait first. */
    private interface Step {
        int run(Memory buffer) throws LastErrorException;
    }

    /** Empty when the other side has to do something first; {@link #ready} is then completed. */
    private synchronized OptionalInt attempt(int events, Step step) throws IOException {
        if (closed) {
            throw new IOException("the pipe is closed");
        }
        if (buffer == null) {
            buffer = new Memory(SIZE);
        }
        try {
            return OptionalInt.of(step.run(buffer));
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EAGAIN) {
                throw new IOException(e.getMessage(), e);
            }
            CompletableFuture<Void> next = new CompletableFuture<>();
            ready = next;
            readiness.tell(events, () -> next.complete(null));
            return OptionalInt.empty();
        }
    }

    private int await(int events, Step step) throws IOException {
        OptionalInt done = attempt(events, step);
        while (done.isEmpty()) {
            ready.join();
            done = attempt(events, step);
        }
        return done.getAsInt();
    }

    private int read(byte[] bytes, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        int read = await(Readiness.READ, memory -> {
            int got = C_LIBRARY.read(descriptor, memory, new NativeLong(Math.min(count, SIZE))).intValue();
            memory.read(0, bytes, offset, got);
            return got;
        });
        return read == 0 ? -1 : read;
    }

    private void write(byte[] bytes, int offset, int count) throws IOException {
        int written = 0;
        while (written < count) {
            int from = offset + written;
            int next = Math.min(count - written, SIZE);
            written += await(Readiness.WRITE, memory -> {
                memory.write(0, bytes, from, next);
                return C_LIBRARY.write(descriptor, memory, new NativeLong(next)).intValue();
            });
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            readiness.close();
            C_LIBRARY.close(descriptor);
            if (buffer != null) {
                buffer.close();
            }
            ready.complete(null);
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
                return PipeEnd.this.read(bytes, offset, count);
            }

            @Override
            public void close() {
                PipeEnd.this.close();
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
                PipeEnd.this.write(bytes, offset, count);
            }

            @Override
            public void close() {
                PipeEnd.this.close();
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
