package dev.ingot.backend.soak;

import dev.ingot.backend.bench.RuntimeSpec;

/**
 * What a soak does.
 *
 * @param jobs        in all
 * @param concurrency slots of the agent, and jobs at once
 * @param seed        the same gives the same jobs, and kills as late
 */
public record SoakPlan(RuntimeSpec runtime, int jobs, int concurrency, long seed) {
    /** After which an agent has loaded its classes and its JVM has its threads. */
    private static final int MIN_BASELINE_JOBS = 30;

    /** The jobs before the first count: an agent that has just started has less of everything. */
    public int baselineJobs() {
        return Math.max(Math.ceilDiv(jobs, 10), Math.min(MIN_BASELINE_JOBS, jobs / 2));
    }
}
