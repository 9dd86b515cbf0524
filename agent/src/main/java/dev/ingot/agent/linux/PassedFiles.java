package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SocketCalls.C_LIBRARY;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * Open files that a peer has passed over a socket, kept until they are closed. Not thread-safe.
 *
 * <p>A hostile peer passes sockets whose last close blocks for as long as it has set (SO_LINGER, socket(7)): they lose that
 * option before they are closed. What still waits in a UNIX socket that was passed is closed with it, and keeps the option.
 */
final class PassedFiles implements AutoCloseable {
    /** The kernel passes no more with one message (SCM_MAX_FD, unix(7)). */
    static final int MOST_IN_ONE_MESSAGE = 253;

    private final List<Integer> descriptors = new ArrayList<>();

    /** Keeps one more. */
    void add(int descriptor) {
        descriptors.add(descriptor);
    }

    /** How many are kept. */
    int count() {
        return descriptors.size();
    }

    /** Closes those kept so far. */
    @Override
    public void close() {
        descriptors.forEach(PassedFiles::close);
        descriptors.clear();
    }

    /** Closes one without waiting for what a socket has still to send. */
    static void close(int descriptor) {
        try (Memory off = new Memory(SocketCalls.SIZE_OF_LINGER)) {
            off.clear();
            C_LIBRARY.setsockopt(descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_LINGER, off, SocketCalls.SIZE_OF_LINGER);
        } finally {
            C_LIBRARY.close(descriptor);
        }
    }
}
