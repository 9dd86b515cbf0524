package dev.ingot.agent.pool;

/**
 * What all parked slots of an agent may take of its host together.
 *
 * @param slots       parked or being made
 * @param memoryBytes in use by them
 * @param processors  of the host; when jobs run on half of them, slots wait
 */
public record PoolBudget(int slots, long memoryBytes, int processors) {

    /** Slots made at once. */
    int refills() {
        return Math.max(1, processors / 4);
    }
}
