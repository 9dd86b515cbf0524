package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * Open files that a peer has passed over a socket, held until they are closed. Not thread-safe.
 *
 * <p>A hostile peer can pass sockets whose last close blocks for a time that it has set (SO_LINGER, socket(7)), so that
 * option is removed before they are closed. Files that wait unread in a passed UNIX socket are closed with it and keep the
 * option.
 */
final class PassedFiles implements AutoCloseable {
    /** The kernel's limit for one message (SCM_MAX_FD, unix(7)). */
    static final int MAX_PER_MESSAGE = 253;

    private final List<Integer> descriptors = new ArrayList<>();

    /** Adds a file. */
    void add(int descriptor) {
        descriptors.add(descriptor);
    }

    /** Returns how many files are held. */
    int count() {
        return descriptors.size();
    }

    /** Closes all files held so far. */
    @Override
    public void close() {
        descriptors.forEach(PassedFiles::close);
        descriptors.clear();
    }

    /** Closes a file, without waiting for data that a socket has still to send. */
    static void close(int descriptor) {
        try (Memory off = new Memory(SocketConstants.SIZE_OF_LINGER)) {
            off.clear();
            C_LIBRARY.setsockopt(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_LINGER, off,
                SocketConstants.SIZE_OF_LINGER);
        } finally {
            C_LIBRARY.close(descriptor);
        }
    }
}
