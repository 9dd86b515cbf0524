package dev.ingot.agent.runtime.oci.network;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which CNI plugins make a network, and how each is configured, in their order.
 *
 * @param folder    where the plugins are
 * @param hostPorts the ports of the host that lead in
 */
public record BridgePlan(String folder, Set<Integer> hostPorts, List<Map<String, Object>> plugins) {

    /** The plugins it takes. */
    public static final List<String> PLUGINS = List.of("loopback", "bridge", "host-local", "portmap", "firewall");

    static final String VERSION = "0.4.0";
    static final String NAME = "ingot";
    static final String LOOPBACK = "lo";

    /**
     * An address on a bridge of the host, a way out, and ports of the host that lead in.
     *
     * @param addresses where the addresses in use are written down, for all agents of this host
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

    String interfaceOf(Map<String, Object> plugin) {
        return "loopback".equals(plugin.get("type")) ? LOOPBACK : "eth0";
    }
}
