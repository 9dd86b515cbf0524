package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock on a file between any two holders, in one process or in several (flock(2)). The kernel releases it when the process
 * ends for any reason; a child process does not inherit it. {@link java.nio.channels.FileLock} is unsuitable: the process
 * loses its lock as soon as it closes any other descriptor of the same file.
 */
public final class Flock implements AutoCloseable {

    /** How a lock excludes others. */
    public enum Mode {
        /** Other holders may have a shared lock. */
        SHARED(1),
        /** No other holder may have a lock. */
        EXCLUSIVE(2);

        private final int operation;

        Mode(int operation) {
            this.operation = operation;
        }
    }

    private static final int LOCK_NB = 4;

    private final int descriptor;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Flock(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Acquires the lock if it is free.
     *
     * @param file must exist, and must not be deleted while another process may want its lock
     * @return empty when another holder excludes it
     * @throws IOException when the file cannot be opened or locked
     */
    public static Optional<Flock> tryLock(Path file, Mode mode) throws IOException {
        int descriptor;
        try {
            descriptor = C_LIBRARY.open(file.toString(), KernelNumbers.O_RDWR | KernelNumbers.O_CLOEXEC);
        } catch (LastErrorException e) {
            throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
        }
        Flock lock = new Flock(descriptor);
        try {
            C_LIBRARY.flock(descriptor, mode.operation | LOCK_NB);
            return Optional.of(lock);
        } catch (LastErrorException e) {
            lock.close();
            if (e.getErrorCode() == Libc.EAGAIN) {
                return Optional.empty();
            }
            throw new IOException("cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    /** Releases the lock. Idempotent. */
    @Override
    public void close() {
        // After the first close the number may belong to another file.
        if (open.getAndSet(false)) {
            C_LIBRARY.close(descriptor);
        }
    }
}
