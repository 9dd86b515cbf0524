package dev.ingot.agent.runtime;

/** Whether a runtime can run containers. */
public sealed interface Health {

    /** It can. */
    record Ready(String version) implements Health { }

    /** It can, with less than promised. */
    record Degraded(String version, String reason, String remedy) implements Health { }

    /** It cannot. */
    record Unavailable(String reason, String remedy) implements Health { }
}
