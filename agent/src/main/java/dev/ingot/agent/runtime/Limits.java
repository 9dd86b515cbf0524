package dev.ingot.agent.runtime;

/**
 * Says what a container may use at most. The kernel enforces these limits. Time limits are not included: the agent enforces
 * them.
 *
 * @param memoryBytes memory in bytes, including swap
 * @param processes   number of processes and threads
 * @param files       number of open files of each process
 */
public record Limits(long memoryBytes, int processes, int files) {

    /** Returns a copy whose memory limit is {@code bytes} higher. */
    public Limits withExtraMemory(long bytes) {
        return new Limits(memoryBytes + bytes, processes, files);
    }
}
