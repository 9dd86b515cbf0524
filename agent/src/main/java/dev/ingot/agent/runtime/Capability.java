package dev.ingot.agent.runtime;

/** What a runtime can do beyond running a container with mounts and stdio. */
public enum Capability {
    /** Containers run on the host's kernel: a socket in a mount passes descriptors between them. */
    SHARED_KERNEL,
    /** A socket in a mount leads to whoever listens on the host, while its container runs. */
    HOST_SOCKETS,
    /** The source of a mount is looked up without following a link, and what was looked up is what is mounted. */
    PIN_MOUNT_SOURCES,
    /** {@link Network.Bridge} without ports. */
    NETWORK,
    /** {@link Network.Bridge} with ports. */
    PUBLISH_PORTS,
    /** {@link Network.Joined}. */
    JOIN_NETWORK,
    /** The memory limit is enforced, and {@link Usage#outOfMemory()} tells. */
    LIMIT_MEMORY,
    /** The process limit is enforced. */
    LIMIT_PROCESSES,
    /** {@link Container#updateLimits} changes the limits of a container that runs. */
    LIVE_RESIZE,
    /** {@link Container#usage()} is read from the host's cgroup files, at the cost of a file read. */
    CHEAP_USAGE,
    /** {@link ContainerRuntime#images()} costs a look at a directory's date, so that every job can ask for the newest. */
    CHEAP_IMAGES
}
