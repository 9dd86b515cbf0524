package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SocketCalls.C_LIBRARY;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** One side of a talk, which waits for what it does. */
final class SocketPeer implements AutoCloseable {
    private static final int HEADER = 16;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int BLOCKED_AFTER_MILLIS = 200;

    private final UnixSocket socket;

    private SocketPeer(UnixSocket socket) {
        this.socket = socket;
    }

    /** Two that talk to each other: the first has connected to the second. */
    static SocketPeer[] pair(Path file) throws IOException {
        try (UnixSocket door = UnixSocket.listen(file)) {
            UnixSocket caller = UnixSocket.connect(file);
            UnixSocket called = door.accept().orElseThrow();
            Files.delete(file);
            return new SocketPeer[] {new SocketPeer(caller), new SocketPeer(called)};
        }
    }

    UnixSocket socket() {
        return socket;
    }

    void send(String words) {
        send(words, 0);
    }

    /** Says it and hands over the same open file so many times. */
    void send(String words, int files) {
        send(words, files, C_LIBRARY.open("/dev/null", SocketCalls.O_PATH_CLOEXEC));
    }

    /** The same, with that file, which is closed here. */
    void send(String words, int files, int file) {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        long controlLength = files == 0 ? 0 : HEADER + files * 4L;
        try (Memory data = new Memory(bytes.length); Memory vector = new Memory(16); Memory message = new Memory(56);
            Memory control = new Memory(HEADER + files * 4L + 8)) {
            data.write(0, bytes, 0, bytes.length);
            vector.setPointer(0, data);
            vector.setLong(8, bytes.length);
            control.clear();
            control.setLong(0, controlLength);
            control.setInt(8, SocketCalls.SOL_SOCKET);
            control.setInt(12, SocketCalls.SCM_RIGHTS);
            for (int i = 0; i < files; i++) {
                control.setInt(HEADER + i * 4L, file);
            }
            message.clear();
            message.setPointer(16, vector);
            message.setLong(24, 1);
            message.setPointer(32, files == 0 ? null : control);
            message.setLong(40, controlLength);
            await(Poll.WRITE);
            C_LIBRARY.sendmsg(socket.descriptor(), message, SocketCalls.MSG_NOSIGNAL);
        } finally {
            C_LIBRARY.close(file);
        }
    }

    /** What comes next: the words, and how many files; all of these are closed. */
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
            int length = C_LIBRARY.recvmsg(socket.descriptor(), message, SocketCalls.MSG_CMSG_CLOEXEC).intValue();
            int files = message.getLong(40) < HEADER ? 0 : (int) (control.getLong(0) - HEADER) / 4;
            for (int i = 0; i < files; i++) {
                C_LIBRARY.close(control.getInt(HEADER + i * 4L));
            }
            String words = length == 0 ? "[end]" : new String(data.getByteArray(0, length), StandardCharsets.UTF_8);
            return files == 0 ? words : words + "+" + files;
        }
    }

    private void await(int event) {
        try (Poll poll = new Poll(1)) {
            poll.watch(0, socket.descriptor(), event);
            poll.await(TIMEOUT_MILLIS);
            if (!poll.isReadable(0) && !poll.isWritable(0) && !poll.hasEnded(0)) {
                throw new AssertionError("nothing happens");
            }
        }
    }

    /** Talks until nobody takes any more. How many bytes were taken. */
    int sendUntilBlocked() {
        String block = "x".repeat(4096);
        int all = 0;
        try (Poll poll = new Poll(1)) {
            while (true) {
                poll.watch(0, socket.descriptor(), Poll.WRITE);
                poll.await(BLOCKED_AFTER_MILLIS);
                if (!poll.isWritable(0)) {
                    return all;
                }
                send(block);
                all += block.length();
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** How many files this process has open. */
    static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
