package dev.ingot.agent.runtime;

/** Represents one container, used for one job. The code that creates it must close it. Thread-safe. */
public interface Container extends AutoCloseable {

    /** Returns the runtime's id of the container. Students of the same job can see it. */
    String id();

    /**
     * Starts the container. Its streams are attached before it can write the first byte. Called once.
     *
     * @return the attached streams, or {@link Stdio#NONE} when {@link ContainerSpec#attached()} is false
     * @throws RuntimeFault for example of kind CONFLICT when the container was started or killed before, or when one of its
     *                      host ports is taken
     */
    Stdio start();

    /**
     * Waits until the container has ended. Any number of threads may wait.
     *
     * @return how it ended
     * @throws RuntimeFault when the runtime cannot say how it ended
     */
    Exit await() throws InterruptedException;

    /**
     * Changes the limits of memory and processes while the container runs. The limit of open files is not changed. Needs
     * {@link Capability#LIVE_RESIZE}.
     *
     * @param limits the new limits
     * @throws RuntimeFault when a limit cannot be changed, for example because the container already uses more; each limit
     *                      then has either its old or its new value
     */
    default void updateLimits(Limits limits) {
        throw new RuntimeFault(RuntimeFault.Kind.INVALID, "the limits of " + id() + " cannot be changed", null);
    }

    /**
     * Returns what all processes of the container have used since the start. Values never decrease. After the container's end
     * this is the last reading. Never throws: when a reading fails, the previous one is returned.
     *
     * @return the usage; {@link Usage#UNKNOWN} before the first reading
     */
    Usage usage();

    /**
     * Kills all processes of the container, without waiting for their end. May be called in any state and repeatedly.
     *
     * @throws RuntimeFault when the container cannot be killed
     */
    void kill();

    /**
     * Kills the container, or removes it when killing fails. For callers that wait for the end and cannot try again. Never
     * throws.
     */
    default void killOrRemove() {
        try {
            kill();
        } catch (RuntimeFault e) {
            close();
        }
    }

    /**
     * Kills and removes the container. Idempotent. Never throws: {@link ContainerRuntime#findOrphans} finds a container that
     * could not be removed.
     */
    @Override
    void close();
}
