package dev.ingot.agent.sandbox;

/**
 * Limits what all warm containers of an agent may use together.
 *
 * @param containers       warm containers, those being started included
 * @param memoryBytes memory in use by them, in bytes
 * @param processors  processors of the host; refills wait longer when jobs run on half of them
 */
public record PoolBudget(int containers, long memoryBytes, int processors) {

    /** Returns how many refills run at once. */
    int concurrentRefills() {
        return Math.max(1, processors / 4);
    }
}
