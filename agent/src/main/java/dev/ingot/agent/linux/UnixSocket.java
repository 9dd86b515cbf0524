package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A Unix stream socket that can pass open files ({@link SocketRelay}), unlike those of the JDK. Only {@link #discard} and
 * {@link #close} may block. The owner closes it.
 */
public final class UnixSocket implements AutoCloseable {
    /** The size of {@code sockaddr_un}: family and path. */
    private static final int SIZE_OF_ADDRESS = 110;

    private final int descriptor;
    /** The files received by {@link #discard}. */
    private final PassedFiles passed = new PassedFiles();
    private boolean closed;

    private UnixSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Creates a socket file and listens on it. Every user that can access the file may connect; one connection at a time can
     * wait for {@link #accept}.
     *
     * @throws IOException when the file exists or cannot be created
     */
    public static UnixSocket listen(Path file) throws IOException {
        UnixSocket socket = create();
        try {
            int folder = C_LIBRARY.open(file.getParent().toString(), SocketConstants.O_PATH_CLOEXEC);
            try {
                // Addressed by its folder's descriptor, because a socket's path is limited to 107 bytes (unix(7)).
                socket.callWithAddress("/proc/self/fd/" + folder + "/" + file.getFileName(), C_LIBRARY::bind);
            } finally {
                C_LIBRARY.close(folder);
            }
            C_LIBRARY.listen(socket.descriptor, 0);
            Files.setPosixFilePermissions(file, EnumSet.allOf(PosixFilePermission.class));
            return socket;
        } catch (LastErrorException | IOException e) {
            socket.close();
            throw new IOException("cannot listen at " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Connects to the socket at a path, which may lie in a hostile folder: a link in its place is not followed.
     *
     * @throws IOException when no process listens, or too many connections wait already
     */
    public static UnixSocket connect(Path file) throws IOException {
        UnixSocket socket = create();
        try {
            int pinned = C_LIBRARY.open(file.toString(), SocketConstants.O_PATH_CLOEXEC | SocketConstants.O_NOFOLLOW);
            try {
                socket.callWithAddress("/proc/self/fd/" + pinned, C_LIBRARY::connect);
            } finally {
                C_LIBRARY.close(pinned);
            }
            return socket;
        } catch (LastErrorException e) {
            socket.close();
            throw new IOException("cannot connect to " + file + ": " + e.getMessage(), e);
        }
    }

    private static UnixSocket create() throws IOException {
        try {
            return new UnixSocket(C_LIBRARY.socket(SocketConstants.AF_UNIX, SocketConstants.SOCK_STREAM_NONBLOCK_CLOEXEC, 0));
        } catch (LastErrorException e) {
            throw new IOException("cannot create a socket: " + e.getMessage(), e);
        }
    }

    private interface AddressCall {
        int call(int socket, Pointer address, int length) throws LastErrorException;
    }

    private void callWithAddress(String path, AddressCall call) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        try (Memory address = new Memory(SIZE_OF_ADDRESS)) {
            address.clear();
            address.setShort(0, (short) SocketConstants.AF_UNIX);
            address.write(2, name, 0, name.length);
            call.call(descriptor, address, SIZE_OF_ADDRESS);
        }
    }

    /** Accepts a pending connection; empty when there is none. */
    public Optional<UnixSocket> accept() throws IOException {
        try {
            return Optional.of(new UnixSocket(
                C_LIBRARY.accept4(descriptor, Pointer.NULL, Pointer.NULL, SocketConstants.SOCK_NONBLOCK_CLOEXEC)));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.EAGAIN) {
                return Optional.empty();
            }
            throw new IOException("cannot accept a connection: " + e.getMessage(), e);
        }
    }

    /** Returns whether unread data is available and the peer is still connected. */
    public boolean hasPendingData() {
        try (Memory one = new Memory(1)) {
            return C_LIBRARY.recv(descriptor, one, new NativeLong(1), SocketConstants.MSG_PEEK).intValue() == 1 && !isPeerGone();
        } catch (LastErrorException e) {
            return false;
        }
    }

    /**
     * Sends one byte; must be the first that is sent.
     *
     * @throws IOException when the peer has closed its side
     */
    public void sendByte(char value) throws IOException {
        try (Memory one = new Memory(1)) {
            one.setByte(0, (byte) value);
            C_LIBRARY.send(descriptor, one, new NativeLong(1), SocketConstants.MSG_NOSIGNAL);
        } catch (LastErrorException e) {
            throw new IOException("cannot send: " + e.getMessage(), e);
        }
    }

    /**
     * Reads and discards what the peer sends; open files that are passed along are closed with this socket. Blocks a platform
     * thread.
     *
     * @param first   how long to wait for the first data
     * @param quiet   how long to wait for more after each read
     * @param longest the limit for everything together; more files than one message can carry end it sooner
     * @return whether any data came
     */
    public boolean discard(Duration first, Duration quiet, Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        boolean received = false;
        try (Poll poll = new Poll(1); AncillaryMessage message = new AncillaryMessage(PassedFiles.MAX_PER_MESSAGE)) {
            poll.watch(0, descriptor, Poll.READ);
            poll.await((int) first.toMillis());
            while (poll.isReadable(0) && System.nanoTime() < until && discardOnce(message, passed)) {
                received = true;
                poll.await((int) quiet.toMillis());
            }
        }
        return received;
    }

    /** Returns false at the end, when no data is available, and when too many files have been passed. */
    private boolean discardOnce(AncillaryMessage message, PassedFiles files) {
        try {
            boolean received = message.receiveFrom(this) && !message.isEmpty();
            message.discardInto(files);
            return received && files.count() <= PassedFiles.MAX_PER_MESSAGE;
        } catch (IOException e) {
            // The message closes the files that it has received.
            return false;
        }
    }

    private boolean isPeerGone() {
        try (Poll poll = new Poll(1)) {
            poll.watch(0, descriptor, Poll.END_ONLY);
            poll.await(0);
            return poll.hasEnded(0);
        }
    }

    /** Returns the descriptor of the socket. */
    int descriptor() {
        return descriptor;
    }

    /** Shuts down the sending direction; the peer may continue to send. */
    void shutdownOutput() {
        shutdown(SocketConstants.SHUT_WR);
    }

    /** Shuts down the receiving direction: writes of the peer fail (shutdown(2), SHUT_RD). */
    void shutdownInput() {
        shutdown(SocketConstants.SHUT_RD);
    }

    /** Shuts down both directions, which ends every wait for them. */
    public void shutdown() {
        shutdown(SocketConstants.SHUT_RDWR);
    }

    /** Does nothing after {@link #close}, when the number may belong to another file. */
    private synchronized void shutdown(int how) {
        if (!closed) {
            C_LIBRARY.shutdown(descriptor, how);
        }
    }

    /**
     * Closes sockets on a new platform thread, without waiting. Passed files that were not received are closed with their
     * socket, and the last close of a TCP socket blocks for a time that its owner has set (SO_LINGER, socket(7)): on a
     * virtual thread this would occupy a carrier thread that all jobs share.
     */
    public static void closeAsync(List<UnixSocket> sockets) {
        sockets.forEach(UnixSocket::shutdown);
        try {
            JobThreads.named("socket-closer").start(() -> closeAll(sockets.iterator()));
        } catch (OutOfMemoryError e) {
            // No thread can be created. Closing here seldom blocks, as passed sockets do not linger.
            closeAll(sockets.iterator());
        }
    }

    /** Closes all sockets, even if closing one fails for want of memory. */
    private static void closeAll(Iterator<UnixSocket> sockets) {
        while (sockets.hasNext()) {
            try {
                sockets.next().close();
            } finally {
                closeAll(sockets);
            }
        }
    }

    /**
     * Closes the socket and every file that was passed to it, received or not. Blocks while closing such a file does
     * ({@link PassedFiles}).
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            // After this nothing is added to the data received below.
            C_LIBRARY.shutdown(descriptor, SocketConstants.SHUT_RDWR);
        }
        // Without the lock: this may block, and a thread that calls shutdown() must not wait for it.
        try (passed) {
            receiveAll();
        } finally {
            C_LIBRARY.close(descriptor);
        }
    }

    /** Receives waiting files, because the kernel would close them with their SO_LINGER. */
    private void receiveAll() {
        try (AncillaryMessage message = new AncillaryMessage(PassedFiles.MAX_PER_MESSAGE)) {
            boolean more = true;
            while (more) {
                try (PassedFiles files = new PassedFiles()) {
                    more = discardOnce(message, files);
                }
            }
        }
    }
}
