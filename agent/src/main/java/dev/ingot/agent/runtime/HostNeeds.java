package dev.ingot.agent.runtime;

/**
 * What a runtime needs of the agent's process.
 *
 * @param idleDescriptors     file descriptors it holds while no container runs
 * @param passesOpenFileLimit whether containers inherit the agent's limit of open files
 * @param usesImageStore      whether it runs images of the agent's own image store
 */
public record HostNeeds(int idleDescriptors, boolean passesOpenFileLimit, boolean usesImageStore) {
    /** Nothing beyond what every agent has. */
    public static final HostNeeds NONE = new HostNeeds(0, false, false);
}
