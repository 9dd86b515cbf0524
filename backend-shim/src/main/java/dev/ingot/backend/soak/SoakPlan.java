package dev.ingot.backend.soak;

import dev.ingot.backend.bench.RuntimeSpec;

/**
 * Describes a soak test.
 *
 * @param runtime     runtime of the agent
 * @param jobs        total number of jobs
 * @param concurrency capacity of the agent, and number of concurrent jobs
 * @param seed        seed of the random draws; the same seed gives the same jobs and the same times of kills
 */
public record SoakPlan(RuntimeSpec runtime, int jobs, int concurrency, long seed) {
    /** After this number of jobs, an agent has loaded its classes and its JVM has started its threads. */
    private static final int MIN_BASELINE_JOBS = 30;

    /** Returns the number of jobs before the first snapshot, because a newly started agent uses fewer resources. */
    public int baselineJobs() {
        return Math.max(Math.ceilDiv(jobs, 10), Math.min(MIN_BASELINE_JOBS, jobs / 2));
    }
}
