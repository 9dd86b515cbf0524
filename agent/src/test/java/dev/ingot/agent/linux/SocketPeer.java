package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** One end of a connection, with blocking calls. */
final class SocketPeer implements AutoCloseable {
    private static final int HEADER = 16;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int BLOCKED_AFTER_MILLIS = 200;

    private final UnixSocket socket;

    private SocketPeer(UnixSocket socket) {
        this.socket = socket;
    }

    /** Creates two connected sockets; the first has connected to the second. */
    static SocketPeer[] pair(Path file) throws IOException {
        try (UnixSocket listener = UnixSocket.listen(file)) {
            UnixSocket client = UnixSocket.connect(file);
            UnixSocket server = listener.accept().orElseThrow();
            Files.delete(file);
            return new SocketPeer[] {new SocketPeer(client), new SocketPeer(server)};
        }
    }

    UnixSocket socket() {
        return socket;
    }

    /** Sends text. */
    void send(String text) {
        send(text, 0);
    }

    /**
     * Sends text and passes /dev/null as an open file.
     *
     * @param files how many times
     */
    void send(String text, int files) {
        send(text, files, C_LIBRARY.open("/dev/null", SocketConstants.O_PATH_CLOEXEC));
    }

    /**
     * Sends text and passes a file.
     *
     * @param files how many times
     * @param file  the descriptor, which is closed here
     */
    void send(String text, int files, int file) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long controlLength = files == 0 ? 0 : HEADER + files * 4L;
        try (Memory data = new Memory(bytes.length); Memory vector = new Memory(16); Memory message = new Memory(56);
            Memory control = new Memory(HEADER + files * 4L + 8)) {
            data.write(0, bytes, 0, bytes.length);
            vector.setPointer(0, data);
            vector.setLong(8, bytes.length);
            control.clear();
            control.setLong(0, controlLength);
            control.setInt(8, SocketConstants.SOL_SOCKET);
            control.setInt(12, SocketConstants.SCM_RIGHTS);
            for (int i = 0; i < files; i++) {
                control.setInt(HEADER + i * 4L, file);
            }
            message.clear();
            message.setPointer(16, vector);
            message.setLong(24, 1);
            message.setPointer(32, files == 0 ? null : control);
            message.setLong(40, controlLength);
            await(Poll.WRITE);
            C_LIBRARY.sendmsg(socket.descriptor(), message, SocketConstants.MSG_NOSIGNAL);
        } finally {
            C_LIBRARY.close(file);
        }
    }

    /**
     * Receives the next message and closes the files passed with it.
     *
     * @return the text or {@code [end]}, followed by {@code +} and the number of files if there are any
     */
    String receive() {
        try (Memory data = new Memory(1 << 16); Memory vector = new Memory(16); Memory message = new Memory(56);
            Memory control = new Memory(1040)) {
            vector.setPointer(0, data);
            vector.setLong(8, data.size());
            message.clear();
            message.setPointer(16, vector);
            message.setLong(24, 1);
            message.setPointer(32, control);
            message.setLong(40, control.size());
            await(Poll.READ);
            int length = C_LIBRARY.recvmsg(socket.descriptor(), message, SocketConstants.MSG_CMSG_CLOEXEC).intValue();
            int files = message.getLong(40) < HEADER ? 0 : (int) (control.getLong(0) - HEADER) / 4;
            for (int i = 0; i < files; i++) {
                C_LIBRARY.close(control.getInt(HEADER + i * 4L));
            }
            String text = length == 0 ? "[end]" : new String(data.getByteArray(0, length), StandardCharsets.UTF_8);
            return files == 0 ? text : text + "+" + files;
        }
    }

    private void await(int event) {
        try (Poll poll = new Poll(1)) {
            poll.watch(0, socket.descriptor(), event);
            poll.await(TIMEOUT_MILLIS);
            if (!poll.isReadable(0) && !poll.isWritable(0) && !poll.hasEnded(0)) {
                throw new AssertionError("no event within the timeout");
            }
        }
    }

    /**
     * Sends until the socket blocks.
     *
     * @return the number of bytes sent
     */
    int sendUntilBlocked() {
        String block = "x".repeat(4096);
        int sent = 0;
        try (Poll poll = new Poll(1)) {
            while (true) {
                poll.watch(0, socket.descriptor(), Poll.WRITE);
                poll.await(BLOCKED_AFTER_MILLIS);
                if (!poll.isWritable(0)) {
                    return sent;
                }
                send(block);
                sent += block.length();
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Returns how many files this process has open. */
    static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
