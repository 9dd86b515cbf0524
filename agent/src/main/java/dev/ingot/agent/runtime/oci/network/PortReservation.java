package dev.ingot.agent.runtime.oci.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * TCP ports of the host that nobody else can bind. What arrives there is led into a container before any socket would see
 * it, so these listen to nothing. Whoever makes it closes it.
 */
public final class PortReservation implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();

    /** @throws java.net.BindException when one of them is taken */
    public PortReservation(Collection<Integer> ports) throws IOException {
        try {
            for (int port : ports) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.bind(new InetSocketAddress(port));
            }
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
