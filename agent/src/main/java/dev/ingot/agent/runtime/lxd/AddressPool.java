package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Allocates IPv4 addresses for instances on a bridge without DHCP. Addresses are chosen at random, since another agent may use
 * the same bridge; the network should be large, to make collisions unlikely.
 */
final class AddressPool {

    /** With 30 bits, one address is left beside the network's, the bridge's and the broadcast address. */
    private static final int MAX_PREFIX_LENGTH = 30;

    private final Random random = new SecureRandom();
    private final Set<Integer> taken = new HashSet<>();
    private final String gateway;
    private final int first;
    private final int length;

    /**
     * Creates a pool for the network of a bridge.
     *
     * @param bridge the bridge's own address, {@code a.b.c.d/n}
     * @throws RuntimeFault of kind INVALID when it has another form, or the network has no address for an instance
     */
    AddressPool(String bridge) {
        if (!bridge.matches("\\d+\\.\\d+\\.\\d+\\.\\d+/\\d+")) {
            throw new RuntimeFault(Kind.INVALID, "the bridge has no IPv4 address but \"" + bridge + "\"", null);
        }
        gateway = bridge.substring(0, bridge.indexOf('/'));
        length = Integer.parseInt(bridge.substring(bridge.indexOf('/') + 1));
        if (length < 1 || length > MAX_PREFIX_LENGTH) {
            throw new RuntimeFault(Kind.INVALID, "the bridge's network " + bridge + " has no address for instances: give the "
                + "bridge a network of /" + MAX_PREFIX_LENGTH + " or larger, such as 10.70.0.1/16", null);
        }
        first = number(gateway) & mask();
        taken.add(number(gateway));
    }

    /**
     * Allocates a free address. The caller must release it.
     *
     * @throws RuntimeFault of kind EXHAUSTED when all addresses are allocated
     */
    synchronized InstanceAddress allocate() {
        int hosts = ~mask();
        if (taken.size() >= hosts - 1) {
            throw new RuntimeFault(Kind.EXHAUSTED, "no address is left beside " + gateway, null);
        }
        while (true) {
            // Excludes the network address and the broadcast address.
            int candidate = first + 1 + random.nextInt(hosts - 1);
            if (taken.add(candidate)) {
                return new InstanceAddress(text(candidate), length, gateway);
            }
        }
    }

    /** Makes an address available again. */
    synchronized void release(InstanceAddress address) {
        taken.remove(number(address.address()));
    }

    private int mask() {
        return -1 << 32 - length;
    }

    private static int number(String text) {
        int number = 0;
        for (String part : text.split("\\.")) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }

    private static String text(int number) {
        return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
    }
}
