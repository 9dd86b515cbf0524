package dev.ingot.agent.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock on a file between any two holders, in one process or in several. The kernel gives it up with the process, however
 * that ends; a child process does not inherit it. {@link java.nio.channels.FileLock} cannot serve here: closing any other
 * descriptor of the same file in the same process gives it up.
 */
public final class Flock implements AutoCloseable {

    /** Who else may hold the lock meanwhile. */
    public enum Mode {
        /** Other shared ones. */
        SHARED(1),
        /** Nobody. */
        EXCLUSIVE(2);

        private final int operation;

        Mode(int operation) {
            this.operation = operation;
        }
    }

    private static final int LOCK_NB = 4;
    private static final int EWOULDBLOCK = 11;

    private static final C C_LIBRARY = Native.load("c", C.class);

    private final int descriptor;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Flock(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Takes the lock if it is free now. The file must exist, and must not be deleted while anybody may want its lock. */
    public static Optional<Flock> tryLock(Path file, Mode mode) throws IOException {
        int descriptor;
        try {
            descriptor = C_LIBRARY.open(file.toString(), KernelNumbers.O_RDWR | KernelNumbers.O_CLOEXEC);
        } catch (LastErrorException e) {
            throw new IOException(file + " cannot be opened: " + e.getMessage(), e);
        }
        Flock lock = new Flock(descriptor);
        try {
            C_LIBRARY.flock(descriptor, mode.operation | LOCK_NB);
            return Optional.of(lock);
        } catch (LastErrorException e) {
            lock.close();
            if (e.getErrorCode() == EWOULDBLOCK) {
                return Optional.empty();
            }
            throw new IOException(file + " cannot be locked: " + e.getMessage(), e);
        }
    }

    /** Gives the lock up; idempotent. */
    @Override
    public void close() {
        // A second close could hit a descriptor that means another file by now.
        if (open.getAndSet(false)) {
            C_LIBRARY.close(descriptor);
        }
    }

    private interface C extends Library {
        int open(String path, int flags) throws LastErrorException;

        int flock(int descriptor, int operation) throws LastErrorException;

        int close(int descriptor);
    }
}
