package dev.ingot.agent.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Runs containers in one configured way. Thread-safe. Calls block and are meant for virtual threads. Every call may throw
 * {@link RuntimeFault} unless it says otherwise. The code that opens a runtime must close it, after its containers.
 */
public interface ContainerRuntime extends AutoCloseable {

    /** Returns the runtime's name in the configuration. */
    String name();

    /** Returns what this runtime can do. The set never changes while the runtime is open. */
    Set<Capability> capabilities();

    /** Checks whether containers can be run now. Never throws. */
    Health probe();

    /**
     * Returns whether a container that mounts this directory sees the same files as the agent. It does not when manager and
     * agent have different file systems.
     *
     * @param directory absolute path
     */
    default boolean canSee(Path directory) {
        return true;
    }

    /**
     * Returns whether a container can mount this directory, which is the merged folder of an overlay, and then sees the same
     * files as the agent. The caller does not use the overlay afterwards.
     *
     * @param layer     maps the owners of the files in the overlay
     * @param directory absolute path
     */
    default boolean canMountOverlay(OwnerMapping layer, Path directory) {
        return canSee(directory);
    }

    /**
     * Lists every image with the label {@link Labels#ENVIRONMENT_NAME}. Among images created at the same instant, the
     * preferred one comes first.
     */
    List<ImageInfo> images();

    /**
     * Creates a container with the labels of {@code spec}, without starting it. On failure, everything created so far is
     * removed.
     *
     * @throws RuntimeFault for example of kind NOT_FOUND when the image does not exist, INVALID when the runtime does not
     *                      support the specification, EXHAUSTED when the host lacks memory, disk or processes
     */
    Container create(ContainerSpec spec);

    /**
     * Finds all containers with the label of the agent {@code agentId}, including those that an earlier process of it created.
     * A runtime that can recognise them adds the containers of every killed agent. The caller closes those it does not use.
     *
     * @param agentId value of the label {@link Labels#AGENT}
     */
    List<Container> findOrphans(String agentId);

    @Override
    void close();
}
