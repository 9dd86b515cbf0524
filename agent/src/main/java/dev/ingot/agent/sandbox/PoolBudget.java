package dev.ingot.agent.sandbox;

/**
 * What all parked slots of an agent may take of its host together.
 *
 * @param containers       parked or being made
 * @param memoryBytes in use by them
 * @param processors  of the host; when jobs run on half of them, slots wait
 */
public record PoolBudget(int containers, long memoryBytes, int processors) {

    /** Slots made at once. */
    int concurrentRefills() {
        return Math.max(1, processors / 4);
    }
}
