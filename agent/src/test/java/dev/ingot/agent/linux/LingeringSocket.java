package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A TCP socket whose last close blocks for some seconds: it holds data that its peer does not read, and has SO_LINGER
 * (socket(7)). The numbers are those of Linux.
 */
final class LingeringSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
    private static final int SO_LINGER = 13;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SIZE_OF_ADDRESS = 16;

    /** Never accepts: the kernel completes the connection and buffers some data anyway. */
    private final ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final int descriptor = C_LIBRARY.socket(AF_INET, SOCK_STREAM_CLOEXEC, 0);

    LingeringSocket(int seconds) throws IOException {
        try (Memory address = new Memory(SIZE_OF_ADDRESS); Memory linger = new Memory(8); Memory data = new Memory(1 << 16)) {
            address.clear();
            address.setShort(0, (short) AF_INET);
            address.setByte(2, (byte) (peer.getLocalPort() >> 8));
            address.setByte(3, (byte) peer.getLocalPort());
            address.write(4, peer.getInetAddress().getAddress(), 0, 4);
            C_LIBRARY.connect(descriptor, address, SIZE_OF_ADDRESS);
            linger.setInt(0, 1);
            linger.setInt(4, seconds);
            C_LIBRARY.setsockopt(descriptor, SocketConstants.SOL_SOCKET, SO_LINGER, linger, 8);
            data.clear();
            fill(data);
        }
    }

    private void fill(Memory data) {
        try {
            while (true) {
                C_LIBRARY.send(descriptor, data, new NativeLong(data.size()), MSG_DONTWAIT);
            }
        } catch (LastErrorException e) {
            if (e.getErrorCode() != Libc.EAGAIN) {
                throw e;
            }
        }
    }

    /** Returns the descriptor, which the caller closes. */
    int descriptor() {
        return descriptor;
    }

    /** Closes the peer, which ends every wait. */
    @Override
    public void close() throws IOException {
        peer.close();
    }
}
