package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * A message buffer for {@code recvmsg(2)} and {@code sendmsg(2)}: bytes, and optionally open files (SCM_RIGHTS, unix(7)). For
 * one thread. Closing it closes the files that it still holds.
 */
final class AncillaryMessage implements AutoCloseable {
    private static final int CAPACITY = 1 << 16;
    /** Offsets in {@code struct msghdr} (recvmsg(2)). */
    private static final int IOV_OFFSET = 16;
    private static final int IOV_LENGTH_OFFSET = 24;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int FLAGS_OFFSET = 48;
    private static final int SIZE_OF_MESSAGE = 56;
    private static final int SIZE_OF_IOVEC = 16;
    /** The size of {@code struct cmsghdr}: length, level and type (cmsg(3)). */
    private static final int SIZE_OF_HEADER = 16;

    private final Memory bytes = new Memory(CAPACITY);
    private final Memory vector = new Memory(SIZE_OF_IOVEC);
    private final Memory message = new Memory(SIZE_OF_MESSAGE);
    /** Null when no files are accepted: the kernel then closes received files before this process gets their descriptors. */
    private final Memory control;
    private int begin;
    private int end;
    private int fileCount;

    /**
     * Creates an empty buffer.
     *
     * @param maxFiles the most files in one message; 0 accepts bytes only
     */
    AncillaryMessage(int maxFiles) {
        control = maxFiles == 0 ? null : new Memory(SIZE_OF_HEADER + ((long) maxFiles * Integer.BYTES + 7) / 8 * 8);
    }

    /** Returns whether all received bytes are sent. */
    boolean isEmpty() {
        return begin == end;
    }

    /**
     * Receives what is available. The buffer must be empty.
     *
     * @return false when the peer sends nothing more
     * @throws IOException when one message brought more files than this buffer accepts, or more than this process may have
     *     open; none of them is kept
     */
    boolean receiveFrom(UnixSocket socket) throws IOException {
        prepare(0, CAPACITY, control == null ? 0 : control.size());
        try {
            int received = C_LIBRARY.recvmsg(socket.descriptor(), message, SocketConstants.MSG_CMSG_CLOEXEC).intValue();
            begin = 0;
            end = received;
            fileCount = control == null ? 0 : countReceivedFiles();
            if (control != null && (message.getInt(FLAGS_OFFSET) & SocketConstants.MSG_CTRUNC) != 0) {
                throw new IOException("more open files came at once than can be passed on");
            }
            return received > 0;
        } catch (LastErrorException e) {
            return isRetryable(e);
        }
    }

    private int countReceivedFiles() {
        if (message.getLong(CONTROL_LENGTH_OFFSET) < SIZE_OF_HEADER || control.getInt(8) != SocketConstants.SOL_SOCKET
            || control.getInt(12) != SocketConstants.SCM_RIGHTS) {
            return 0;
        }
        return (int) (control.getLong(0) - SIZE_OF_HEADER) / Integer.BYTES;
    }

    /**
     * Sends as much as the socket accepts. The files are sent with the first byte and then closed here.
     *
     * @return false when the peer accepts nothing more
     */
    boolean sendTo(UnixSocket socket) {
        if (fileCount > 0) {
            control.setLong(0, SIZE_OF_HEADER + (long) fileCount * Integer.BYTES);
            control.setInt(8, SocketConstants.SOL_SOCKET);
            control.setInt(12, SocketConstants.SCM_RIGHTS);
        }
        prepare(begin, end - begin, fileCount == 0 ? 0 : SIZE_OF_HEADER + ((long) fileCount * Integer.BYTES + 7) / 8 * 8);
        try {
            begin += C_LIBRARY.sendmsg(socket.descriptor(), message, SocketConstants.MSG_NOSIGNAL).intValue();
            closeFiles();
            return true;
        } catch (LastErrorException e) {
            return isRetryable(e);
        }
    }

    private static boolean isRetryable(LastErrorException e) {
        return e.getErrorCode() == Libc.EAGAIN || e.getErrorCode() == Libc.EINTR;
    }

    private void prepare(int offset, int length, long controlLength) {
        vector.setPointer(0, bytes.share(offset));
        vector.setLong(8, length);
        message.clear();
        message.setPointer(IOV_OFFSET, vector);
        message.setLong(IOV_LENGTH_OFFSET, 1);
        message.setPointer(CONTROL_OFFSET, controlLength == 0 ? Pointer.NULL : control);
        message.setLong(CONTROL_LENGTH_OFFSET, controlLength);
    }

    /** Discards the bytes and moves the files to {@code other}. */
    void discardInto(PassedFiles other) {
        for (int i = 0; i < fileCount; i++) {
            other.add(file(i));
        }
        fileCount = 0;
        begin = end;
    }

    private int file(int index) {
        return control.getInt(SIZE_OF_HEADER + (long) index * Integer.BYTES);
    }

    private void closeFiles() {
        for (int i = 0; i < fileCount; i++) {
            PassedFiles.close(file(i));
        }
        fileCount = 0;
    }

    @Override
    public void close() {
        closeFiles();
        bytes.close();
        vector.close();
        message.close();
        if (control != null) {
            control.close();
        }
    }
}
