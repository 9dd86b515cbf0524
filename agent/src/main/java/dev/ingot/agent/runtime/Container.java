package dev.ingot.agent.runtime;

/** One container, used for one job. Whoever creates it closes it. Thread-safe. */
public interface Container extends AutoCloseable {

    /** The runtime's id of the container, known to students of the same job. */
    String id();

    /**
     * Starts the container. Its streams are attached before it can write the first byte. Called once.
     *
     * @return the attached streams, or {@link Stdio#NONE} when {@link ContainerSpec#attached()} is false
     */
    Stdio start();

    /** Blocks until the container is gone; any number of threads may wait. */
    Exit await() throws InterruptedException;

    /**
     * Changes the limits of memory and processes while the container runs; that of open files stays as it is. Needs
     * {@link Capability#LIVE_RESIZE}.
     *
     * @throws RuntimeFault when they cannot be changed, also because the container uses more already: what holds then is the
     *                      old limit or the new one, for each of them
     */
    default void updateLimits(Limits limits) {
        throw new RuntimeFault(RuntimeFault.Kind.INVALID, "the limits of " + id() + " cannot be changed", null);
    }

    /**
     * What the container and all it started have used since the start. Monotonic; after the end, the last reading.
     * Never throws: a reading that fails repeats the one before.
     */
    Usage usage();

    /** Kills everything in the container, in any state, any number of times; returns without waiting for the end. */
    void kill();

    /**
     * Kills, and removes where killing fails: for callers whose threads wait for the end and get no second chance. Never
     * throws.
     */
    default void killOrRemove() {
        try {
            kill();
        } catch (RuntimeFault e) {
            close();
        }
    }

    /** Kills and removes. Idempotent; never throws: what could not be removed shows in {@code leftovers}. */
    @Override
    void close();
}
