package dev.ingot.agent.runtime.oci.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Reserves TCP ports of the host, so that no other program can bind them. The sockets do not listen: packets are forwarded to
 * a container before they would reach a socket. The caller closes it.
 */
public final class PortReservation implements AutoCloseable {

    private final List<Socket> sockets = new ArrayList<>();

    /**
     * Reserves the ports.
     *
     * @throws java.net.BindException when one of them is in use
     */
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
