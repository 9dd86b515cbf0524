package dev.ingot.agent.runtime;

/** Lists what a runtime may be able to do beyond running a container with mounts and standard streams. */
public enum Capability {
    /** Containers run on the host's kernel, so a Unix socket in a mount passes file descriptors between containers. */
    SHARED_KERNEL,
    /** A running container can connect to a Unix socket of the host through a mount. */
    HOST_SOCKETS,
    /** The runtime opens the source of a mount without following symbolic links and mounts exactly that file. */
    PIN_MOUNT_SOURCES,
    /** The runtime supports {@link Network.Bridge} without ports. */
    NETWORK,
    /** The runtime supports {@link Network.Bridge} with ports. */
    PUBLISH_PORTS,
    /** The runtime supports {@link Network.Joined}. */
    JOIN_NETWORK,
    /** The memory limit is enforced, and {@link Usage#outOfMemory()} reports that it was exceeded. */
    LIMIT_MEMORY,
    /** The process limit is enforced. */
    LIMIT_PROCESSES,
    /** {@link Container#updateLimits} changes the limits of a running container. */
    LIVE_RESIZE,
    /** {@link Container#usage()} is read from the host's cgroup files, at the cost of a file read. */
    CHEAP_USAGE,
    /** {@link ContainerRuntime#images()} only reads the date of a directory, so it can be called for every job. */
    CHEAP_IMAGES
}
