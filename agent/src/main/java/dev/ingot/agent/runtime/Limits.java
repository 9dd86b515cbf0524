package dev.ingot.agent.runtime;

/**
 * What a container may use at most; the kernel enforces it. Time limits are not here: the agent watches them.
 *
 * @param memoryBytes memory, with no swap on top
 * @param processes   processes and threads
 * @param files       open files of each process
 */
public record Limits(long memoryBytes, int processes, int files) {

    /** The same, with that much more memory. */
    public Limits withExtraMemory(long bytes) {
        return new Limits(memoryBytes + bytes, processes, files);
    }
}
