package dev.ingot.agent.runtime;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings of a new network namespace that let users other than root do there what Docker lets them do since version 20.10: bind
 * ports below 1024, and open ICMP sockets, by which {@code ping} needs no rights of its own. Both concern the container's own
 * network only (https://docs.kernel.org/networking/ip-sysctl.html).
 */
public final class NetworkSysctls {

    /** As many as the kernel lets a range of groups have, where all groups of the host are the container's too. */
    public static final long ALL_GROUPS = 1L << 31;

    private NetworkSysctls() { }

    /**
     * Returns the settings by their name in sysctl(8), in the order of the names.
     *
     * @param groups how many groups the container has, from 0 on; the kernel takes no range that ends beyond them
     */
    public static Map<String, String> of(long groups) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
            "net.ipv4.ip_unprivileged_port_start", "0", "net.ipv4.ping_group_range", "0 " + (groups - 1))));
    }
}
