package dev.ingot.agent.runtime;

import java.util.Map;

/** Says what a container sees of the network. */
public sealed interface Network {

    /** The container has only its own loopback interface. */
    record None() implements Network { }

    /**
     * The container has its own address and reaches other hosts.
     *
     * @param ports published ports: container TCP port to host TCP port
     */
    record Bridge(Map<Integer, Integer> ports) implements Network { }

    /** The container shares the network of another running container of the same runtime. */
    record Joined(String containerId) implements Network { }
}
