package dev.ingot.agent.runtime.docker;

import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

/** The ports of the host a container publishes its own on. */
record HostPorts(Map<Integer, Integer> ports) {

    static HostPorts of(Network network) {
        return new HostPorts(network instanceof Network.Bridge(Map<Integer, Integer> ports) ? ports : Map.of());
    }

    /** A daemon tells of a taken port by an internal error like any other: what it meant shows when we try the port. */
    RuntimeFault explain(RuntimeFault fault) {
        return ports.values().stream().filter(HostPorts::isTaken).findFirst()
            .map(port -> new RuntimeFault(Kind.CONFLICT, "port " + port + " of the host is taken: " + fault.getMessage(), fault))
            .orElse(fault);
    }

    private static boolean isTaken(int port) {
        try (ServerSocket free = new ServerSocket(port)) {
            return !free.isBound();
        } catch (IOException e) {
            return true;
        }
    }
}
