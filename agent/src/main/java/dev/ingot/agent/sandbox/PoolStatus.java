package dev.ingot.agent.sandbox;

/**
 * Reports the warm containers of one environment at one moment, and the counters of its pool.
 *
 * @param runtime       the runtime's name in the configuration
 * @param imageId       of the environment
 * @param warm        warm containers that a job can claim
 * @param target        warm containers that the pool aims for
 * @param hits          jobs that claimed a warm container
 * @param misses        jobs that found no warm container and started cold
 * @param refills       warm containers started
 * @param failures      warm containers that could not start, or failed before a job claimed them
 * @param refillNanos   total time of all refills, in nanoseconds
 * @param warmStudents      warm containers that have a warm student
 * @param studentHits   requested students that were warm
 * @param studentMisses requested students that could have been warm and were not
 */
public record PoolStatus(String runtime, String imageId, int warm, int target, long hits, long misses, long refills,
                         long failures, long refillNanos, int warmStudents, long studentHits, long studentMisses) { }
