package dev.ingot.agent.runtime;

import java.util.Map;

/** What a container sees of the network. */
public sealed interface Network {

    /** Only its own loopback. */
    record None() implements Network { }

    /**
     * Its own address with a way out.
     *
     * @param ports container TCP port to host TCP port
     */
    record Bridge(Map<Integer, Integer> ports) implements Network { }

    /** The network of another running container of the same runtime. */
    record Joined(String containerId) implements Network { }
}
