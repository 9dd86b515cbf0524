package dev.ingot.agent.app;

import dev.ingot.agent.session.BackendAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Where people reach the ports of this host. */
final class DebugHost {
    private DebugHost() { }

    /** This host's address on the way to the backend; found in the routing table, nothing is sent. */
    static Optional<String> findAddressTowards(BackendAddress backend) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(backend.host(), backend.port()));
            return Optional.of(socket.getLocalAddress().getHostAddress());
        } catch (IOException | RuntimeException e) {
            // No such name now, or no route.
            return Optional.empty();
        }
    }
}
