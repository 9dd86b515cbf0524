package dev.ingot.agent.sandbox;

/**
 * The parked slots of one environment at one moment, and what they were good for so far.
 *
 * @param runtime       the runtime's name in the configuration
 * @param imageId       of the environment
 * @param warm        ready to be taken
 * @param target        how many there should be now
 * @param hits          jobs that took one
 * @param misses        jobs that could have, and started cold
 * @param refills       slots made
 * @param failures      slots that could not be made, or did not last until they were taken
 * @param refillNanos   spent on making slots, in all
 * @param warmStudents      parked slots that have a student container ready
 * @param studentHits   students whose container was ready
 * @param studentMisses students for which it could have been, and was not
 */
public record PoolStatus(String runtime, String imageId, int warm, int target, long hits, long misses, long refills,
                         long failures, long refillNanos, int warmStudents, long studentHits, long studentMisses) { }
