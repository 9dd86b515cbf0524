package dev.ingot.agent.app;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.linux.HostFacts;
import dev.ingot.agent.sandbox.IdleBounds;
import dev.ingot.agent.sandbox.PoolBudget;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Derives the settings of the warm pools from the configuration and from the host's memory and processors. */
final class WarmPoolSettings {
    private static final int CONTAINERS_PER_JOB = 4;
    private static final int MIN_CONTAINERS = 8;
    private static final int MEMORY_DIVISOR = 4;

    private WarmPoolSettings() { }

    /** Returns the bounds by runtime name; runtimes without a warm pool are missing. */
    static Map<String, IdleBounds> boundsByRuntime(AgentConfig config) {
        Map<String, IdleBounds> bounds = new LinkedHashMap<>();
        config.runtimes().forEach((name, runtime) -> {
            if (runtime.warmPool().max() > 0) {
                bounds.put(name, new IdleBounds(runtime.warmPool().min(), runtime.warmPool().max(),
                    runtime.warmPool().students()));
            }
        });
        return bounds;
    }

    /**
     * Returns the budget of all warm pools: a quarter of the host's memory and four containers for each concurrent job, but at
     * least 8 containers and at least as many as one environment may have.
     */
    static PoolBudget budget(AgentConfig config) throws IOException {
        int largest = config.runtimes().values().stream().mapToInt(runtime -> runtime.warmPool().max()).max().orElse(0);
        return new PoolBudget(Math.max(Math.max(MIN_CONTAINERS, CONTAINERS_PER_JOB * config.concurrency()), largest),
            (HostFacts.memoryMiB() << 20) / MEMORY_DIVISOR, Runtime.getRuntime().availableProcessors());
    }
}
