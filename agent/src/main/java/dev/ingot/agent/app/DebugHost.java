package dev.ingot.agent.app;

import dev.ingot.agent.session.BackendAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Finds the address under which users reach published ports of this host. */
final class DebugHost {
    private DebugHost() { }

    /**
     * Looks up this host's address on the route to the backend. Connecting a UDP socket only reads the routing table and sends
     * nothing.
     *
     * @return empty when the backend's name cannot be resolved or no route exists
     */
    static Optional<String> findAddressTowards(BackendAddress backend) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(backend.host(), backend.port()));
            return Optional.of(socket.getLocalAddress().getHostAddress());
        } catch (IOException | RuntimeException e) {
            // The name cannot be resolved, or no route exists.
            return Optional.empty();
        }
    }
}
