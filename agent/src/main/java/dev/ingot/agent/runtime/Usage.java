package dev.ingot.agent.runtime;

/**
 * What a container has used so far.
 *
 * @param cpuNanos        user and system time of all its processes
 * @param memoryPeakBytes the most memory at any time
 * @param outOfMemory     whether the memory limit killed any of its processes
 */
public record Usage(long cpuNanos, long memoryPeakBytes, boolean outOfMemory) {

    /** Before the start, or when nothing can be read. */
    public static final Usage UNKNOWN = new Usage(-1, -1, false);
}
