package dev.ingot.agent.runtime.oci.network;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The CNI plugins that set up a network, in order, with their configurations (https://www.cni.dev/docs/spec/).
 *
 * @param folder    the folder with the plugins
 * @param hostPorts the host's ports that are forwarded to the container
 * @param plugins   the configuration of each plugin
 */
public record BridgePlan(String folder, Set<Integer> hostPorts, List<Map<String, Object>> plugins) {

    /** The programs that must be installed. */
    public static final List<String> PLUGINS = List.of("loopback", "bridge", "host-local", "portmap", "firewall");

    static final String VERSION = "0.4.0";
    static final String NAME = "ingot";
    static final String LOOPBACK = "lo";

    /**
     * Returns the plan of a network with an address on a bridge of the host, access to the outside, and forwarded ports of
     * the host.
     *
     * @param addresses the folder in which addresses in use are recorded, for all agents of this host
     * @param ports     container port to host port, TCP
     */
    public static BridgePlan of(Path plugins, Path addresses, String bridge, String subnet, Map<Integer, Integer> ports) {
        Map<String, Object> addressing = Map.of(
            "type", "host-local",
            "dataDir", addresses.toString(),
            "ranges", List.of(List.of(Map.of("subnet", subnet))),
            "routes", List.of(Map.of("dst", "0.0.0.0/0")));
        List<Map<String, Object>> mappings = new TreeMap<>(ports).entrySet().stream()
            .map(port -> Map.<String, Object>of("containerPort", port.getKey(), "hostPort", port.getValue(), "protocol", "tcp"))
            .toList();
        return new BridgePlan(plugins.toString(), Collections.unmodifiableSortedSet(new TreeSet<>(ports.values())), List.of(
            Map.of("type", "loopback"),
            Map.of("type", "bridge", "bridge", bridge, "isGateway", true, "ipMasq", true, "hairpinMode", true,
                "ipam", addressing),
            Map.of("type", "portmap", "snat", true, "capabilities", Map.of("portMappings", true),
                "runtimeConfig", Map.of("portMappings", mappings)),
            Map.of("type", "firewall", "backend", "iptables")));
    }

    /** Returns the name of the interface that a plugin configures. */
    String interfaceOf(Map<String, Object> plugin) {
        return "loopback".equals(plugin.get("type")) ? LOOPBACK : "eth0";
    }
}
