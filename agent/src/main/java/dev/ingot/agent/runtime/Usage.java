package dev.ingot.agent.runtime;

/**
 * Says what a container has used so far.
 *
 * @param cpuNanos        user and system time of all its processes in nanoseconds; -1 when unknown
 * @param memoryPeakBytes peak of its memory use in bytes; -1 when unknown
 * @param outOfMemory     whether any of its processes was killed at the memory limit
 */
public record Usage(long cpuNanos, long memoryPeakBytes, boolean outOfMemory) {

    /** The usage before the start, or when it cannot be read. */
    public static final Usage UNKNOWN = new Usage(-1, -1, false);
}
