package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SocketCalls.C_LIBRARY;

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
 * A stream socket that passes open files ({@link SocketRelay}), which those of the JDK cannot. No call waits but
 * {@link #discard}. Its owner closes it.
 */
public final class UnixSocket implements AutoCloseable {
    /** Family and path of {@code sockaddr_un}. */
    private static final int SIZE_OF_ADDRESS = 110;

    private final int descriptor;
    /** Taken by {@link #discard}. */
    private final PassedFiles passed = new PassedFiles();
    private boolean closed;

    private UnixSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Makes the file, to which everybody may connect who gets at it; one at a time may wait for {@link #accept}. */
    public static UnixSocket listen(Path file) throws IOException {
        UnixSocket socket = create();
        try {
            int folder = C_LIBRARY.open(file.getParent().toString(), SocketCalls.O_PATH_CLOEXEC);
            try {
                // By way of its folder's descriptor: the path of a socket has no more than 107 bytes.
                socket.callWithAddress("/proc/self/fd/" + folder + "/" + file.getFileName(), C_LIBRARY::bind);
            } finally {
                C_LIBRARY.close(folder);
            }
            C_LIBRARY.listen(socket.descriptor, 0);
            Files.setPosixFilePermissions(file, EnumSet.allOf(PosixFilePermission.class));
            return socket;
        } catch (LastErrorException | IOException e) {
            socket.close();
            throw new IOException("nobody can listen at " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Connects to whoever listens at that file, which may lie in a hostile folder: a link in its place is not followed. Fails
     * rather than wait, as it would where too many wait already.
     */
    public static UnixSocket connect(Path file) throws IOException {
        UnixSocket socket = create();
        try {
            int pinned = C_LIBRARY.open(file.toString(), SocketCalls.O_PATH_CLOEXEC | SocketCalls.O_NOFOLLOW);
            try {
                socket.callWithAddress("/proc/self/fd/" + pinned, C_LIBRARY::connect);
            } finally {
                C_LIBRARY.close(pinned);
            }
            return socket;
        } catch (LastErrorException e) {
            socket.close();
            throw new IOException(file + " cannot be connected to: " + e.getMessage(), e);
        }
    }

    private static UnixSocket create() throws IOException {
        try {
            return new UnixSocket(C_LIBRARY.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_STREAM_NONBLOCK_CLOEXEC, 0));
        } catch (LastErrorException e) {
            throw new IOException("no socket can be made: " + e.getMessage(), e);
        }
    }

    private interface AddressCall {
        int call(int socket, Pointer address, int length) throws LastErrorException;
    }

    private void callWithAddress(String path, AddressCall call) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        try (Memory address = new Memory(SIZE_OF_ADDRESS)) {
            address.clear();
            address.setShort(0, (short) SocketCalls.AF_UNIX);
            address.write(2, name, 0, name.length);
            call.call(descriptor, address, SIZE_OF_ADDRESS);
        }
    }

    /** The one who waits; empty when nobody does. */
    public Optional<UnixSocket> accept() throws IOException {
        try {
            return Optional.of(new UnixSocket(
                C_LIBRARY.accept4(descriptor, Pointer.NULL, Pointer.NULL, SocketCalls.SOCK_NONBLOCK_CLOEXEC)));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == SocketCalls.EAGAIN) {
                return Optional.empty();
            }
            throw new IOException("nobody can be accepted: " + e.getMessage(), e);
        }
    }

    /** Whether the other side has said something that nobody took yet, and is still there. */
    public boolean hasPendingData() {
        try (Memory one = new Memory(1)) {
            return C_LIBRARY.recv(descriptor, one, new NativeLong(1), SocketCalls.MSG_PEEK).intValue() == 1 && !isPeerGone();
        } catch (LastErrorException e) {
            return false;
        }
    }

    /**
     * Says one byte, which must be the first.
     *
     * @throws IOException when the other side has gone
     */
    public void sendByte(char word) throws IOException {
        try (Memory one = new Memory(1)) {
            one.setByte(0, (byte) word);
            C_LIBRARY.send(descriptor, one, new NativeLong(1), SocketCalls.MSG_NOSIGNAL);
        } catch (LastErrorException e) {
            throw new IOException("nothing can be said: " + e.getMessage(), e);
        }
    }

    /**
     * Takes what the other side says and forgets it; open files that come along are closed with this socket. Blocks a platform
     * thread.
     *
     * @param first   for the first word
     * @param quiet   for each further one; after as much silence it is over
     * @param longest for everything together; more files than one message can have end it sooner
     * @return whether anything was said
     */
    public boolean discard(Duration first, Duration quiet, Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        boolean said = false;
        try (Poll poll = new Poll(1); AncillaryMessage parcel = new AncillaryMessage(PassedFiles.MOST_IN_ONE_MESSAGE)) {
            poll.watch(0, descriptor, Poll.READ);
            poll.await((int) first.toMillis());
            while (poll.isReadable(0) && System.nanoTime() < until && discardOnce(parcel, passed)) {
                said = true;
                poll.await((int) quiet.toMillis());
            }
        }
        return said;
    }

    /** False at the end, when nothing is there, and when too many files have come. */
    private boolean discardOnce(AncillaryMessage parcel, PassedFiles files) {
        try {
            boolean taken = parcel.receiveFrom(this) && !parcel.isEmpty();
            parcel.isEmpty(files);
            return taken && files.count() <= PassedFiles.MOST_IN_ONE_MESSAGE;
        } catch (IOException e) {
            // The parcel closes what it has got.
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

    int descriptor() {
        return descriptor;
    }

    /** Tells the other side that no more comes; it may go on talking. */
    void shutdownOutput() {
        shutdown(SocketCalls.SHUT_WR);
    }

    /** Whoever still writes to this side fails. */
    void shutdownInput() {
        shutdown(SocketCalls.SHUT_RD);
    }

    /** Ends the talk both ways, and every wait for it. */
    public void shutdown() {
        shutdown(SocketCalls.SHUT_RDWR);
    }

    /** Never of a descriptor that means something else by now. */
    private synchronized void shutdown(int how) {
        if (!closed) {
            C_LIBRARY.shutdown(descriptor, how);
        }
    }

    /**
     * Closes sockets on a thread of its own, and does not wait for it. What a peer has passed to one of them and was not taken is
     * closed with it, and the last close of a TCP socket blocks for as long as its owner has set (SO_LINGER, socket(7)): in
     * a virtual thread that would keep a processor from all jobs.
     */
    public static void closeAsync(List<UnixSocket> sockets) {
        sockets.forEach(UnixSocket::shutdown);
        try {
            JobThreads.named("closing sockets").start(() -> closeAll(sockets.iterator()));
        } catch (OutOfMemoryError e) {
            // No further thread can be had. It seldom blocks, as passed sockets do not linger.
            closeAll(sockets.iterator());
        }
    }

    /** One that cannot be closed for want of memory keeps the others from nothing. */
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
     * Closes it, and every open file that was passed to it, taken or not. Blocks where such a file does when it is closed
     * ({@link PassedFiles}).
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            // Nothing more comes to what is taken below.
            C_LIBRARY.shutdown(descriptor, SocketCalls.SHUT_RDWR);
        }
        // Not under the lock: it may block, and a thread that only ends the talk must not wait for it.
        try (passed) {
            takeAll();
        } finally {
            C_LIBRARY.close(descriptor);
        }
    }

    /** The kernel would close what waits here as it is. */
    private void takeAll() {
        try (AncillaryMessage parcel = new AncillaryMessage(PassedFiles.MOST_IN_ONE_MESSAGE)) {
            boolean more = true;
            while (more) {
                try (PassedFiles files = new PassedFiles()) {
                    more = discardOnce(parcel, files);
                }
            }
        }
    }
}
