package dev.ingot.agent.runtime;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lists the settings of a new network namespace that let users other than root do what Docker allows since version 20.10: bind
 * ports below 1024, and open ICMP sockets, so that {@code ping} needs no privileges. Both affect the container's own network
 * only (https://docs.kernel.org/networking/ip-sysctl.html).
 */
public final class NetworkSysctls {

    /** The largest range of groups that the kernel accepts, for containers that have all groups of the host. */
    public static final long ALL_GROUPS = 1L << 31;

    private NetworkSysctls() { }

    /**
     * Returns the settings by their name in sysctl(8), sorted by name.
     *
     * @param groups number of groups of the container, counted from 0; the kernel rejects a range that ends beyond them
     */
    public static Map<String, String> of(long groups) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
            "net.ipv4.ip_unprivileged_port_start", "0", "net.ipv4.ping_group_range", "0 " + (groups - 1))));
    }
}
