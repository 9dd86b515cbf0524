package dev.ingot.agent.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * One way to run containers on this host. Thread-safe; calls block and are meant for virtual threads. Every call may
 * throw {@link RuntimeFault}. Whoever opens a runtime closes it, after its containers.
 */
public interface ContainerRuntime extends AutoCloseable {

    /** The runtime's name in the configuration. */
    String name();

    /** What this runtime can do; constant over its life. */
    Set<Capability> capabilities();

    /** Whether containers can be run now, and what to do when not. Never throws. */
    Health probe();

    /** Whether a mount of this directory shows what we see in it; not so when engine and agent have different file systems. */
    default boolean canSee(Path directory) {
        return true;
    }

    /**
     * Whether a mount of this directory, which an overlay shows, can be made and shows what we see in it. The overlay is not
     * used afterwards.
     */
    default boolean canMountOverlay(OwnerMapping layer, Path directory) {
        return canSee(directory);
    }

    /** Every image that carries {@link Labels#ENVIRONMENT_NAME}; of those created at one instant the preferred one first. */
    List<ImageInfo> images();

    /** Makes a container, labelled as ours and not yet started. On failure nothing is left behind. */
    Container create(ContainerSpec spec);

    /**
     * Containers of an earlier life of the agent {@code agentId}, found by label; for the caller to close. A runtime that can
     * tell adds those of every agent that was killed.
     */
    List<Container> findOrphans(String agentId);

    @Override
    void close();
}
