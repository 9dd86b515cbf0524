package dev.ingot.agent.sandbox;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Decides which pool gets the next warm container, and which pool gives one up when the budget is spent.
 *
 * @param budget what all pools may use together
 */
record RefillPolicy(PoolBudget budget) {

    /** Returns the most recently requested pool that needs a container, the smaller one of two that no job has requested. */
    Optional<TemplatePool> findNeediest(Collection<TemplatePool> pools) {
        return pools.stream().filter(TemplatePool::needsMore)
            .max(Comparator.comparingLong(TemplatePool::lastRequestNanos)
                .thenComparing(TemplatePool::size, Comparator.reverseOrder()));
    }

    /**
     * Returns whether another container may start.
     *
     * @param memoryBytes what all warm containers use
     */
    boolean isWithinBudget(Collection<TemplatePool> pools, long memoryBytes) {
        return memoryBytes <= budget.memoryBytes()
            && pools.stream().mapToInt(TemplatePool::size).sum() < budget.containers();
    }

    /** Removes and returns the oldest container of the least recently requested pool, if jobs requested {@code needy} since. */
    Optional<WarmContainer> evictFor(TemplatePool needy, Collection<TemplatePool> pools) {
        return pools.stream()
            .filter(other -> other.lastRequestNanos() < needy.lastRequestNanos())
            .filter(other -> !other.containers().isEmpty())
            .min(Comparator.comparingLong(TemplatePool::lastRequestNanos)).flatMap(TemplatePool::evictOldest);
    }
}
