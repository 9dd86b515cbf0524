package dev.ingot.agent.runtime;

/** Says whether a runtime can run containers. */
public sealed interface Health {

    /** The runtime works. */
    record Ready(String version) implements Health { }

    /** The runtime runs containers, but not everything works: {@code reason} says what, {@code remedy} what to do. */
    record Degraded(String version, String reason, String remedy) implements Health { }

    /** The runtime cannot run containers: {@code reason} says why, {@code remedy} what to do. */
    record Unavailable(String reason, String remedy) implements Health { }
}
