package dev.ingot.agent.runtime.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Forwards a socket to the daemon's, and can close every connection, as a restart of the daemon does. */
final class DockerProxy implements AutoCloseable {

    private final Path daemon;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();

    DockerProxy(Path daemon, Path socket) throws IOException {
        this.daemon = daemon;
        this.socket = socket;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return "unix://" + socket;
    }

    /** Closes all connections and returns their number. */
    int closeConnections() throws IOException {
        int cut = 0;
        for (SocketChannel channel = open.poll(); channel != null; channel = open.poll()) {
            if (channel.isOpen()) {
                channel.close();
                cut++;
            }
        }
        return cut / 2;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                SocketChannel behind = SocketChannel.open(UnixDomainSocketAddress.of(daemon));
                open.add(client);
                open.add(behind);
                Thread.ofVirtual().start(() -> copy(client, behind));
                Thread.ofVirtual().start(() -> copy(behind, client));
            }
        } catch (IOException e) {
            if (server.isOpen()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try (from; to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // Closed by the test or by the other direction: both ends are closed now.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeConnections();
    }
}
