package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

/**
 * Holds the host ports on which a container publishes its ports.
 *
 * @param ports container TCP port to host TCP port
 */
record HostPorts(Map<Integer, Integer> ports) {

    /** Returns the published ports of a network; none unless it is a {@link Network.Bridge}. */
    static HostPorts of(Network network) {
        return new HostPorts(network instanceof Network.Bridge(Map<Integer, Integer> ports) ? ports : Map.of());
    }

    /**
     * Translates a failed start to CONFLICT when one of the ports is taken. Managers report a taken port as an internal error, so
     * this tries to listen on each port.
     *
     * @return {@code fault} itself when no port is taken
     */
    RuntimeFault explain(RuntimeFault fault) {
        return ports.values().stream().filter(HostPorts::isTaken).findFirst()
            .map(port -> new RuntimeFault(Kind.CONFLICT, "port " + port + " of the host is taken: " + fault.getMessage(), fault))
            .orElse(fault);
    }

    private static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return !socket.isBound();
        } catch (IOException e) {
            return true;
        }
    }
}
