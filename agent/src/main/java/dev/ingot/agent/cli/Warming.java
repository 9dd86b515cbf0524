package dev.ingot.agent.cli;

import dev.ingot.agent.config.AgentConfig;
import dev.ingot.agent.linux.HostFacts;
import dev.ingot.agent.sandbox.IdleBounds;
import dev.ingot.agent.sandbox.PoolBudget;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the configuration lets the agent keep ready, and what the host lets it. */
final class Warming {
    private static final int SLOTS_TO_A_JOB = 4;
    private static final int LEAST_SLOTS = 8;
    private static final int SHARE_OF_MEMORY = 4;

    private Warming() { }

    /** By the name of the runtime; those that keep nothing are missing. */
    static Map<String, IdleBounds> bounds(AgentConfig config) {
        Map<String, IdleBounds> bounds = new LinkedHashMap<>();
        config.runtimes().forEach((name, runtime) -> {
            if (runtime.warm().max() > 0) {
                bounds.put(name, new IdleBounds(runtime.warm().min(), runtime.warm().max(), runtime.warm().students()));
            }
        });
        return bounds;
    }

    /** A quarter of the memory, and four slots for each job at once; not less than what one environment alone may have. */
    static PoolBudget budget(AgentConfig config) throws IOException {
        int largest = config.runtimes().values().stream().mapToInt(runtime -> runtime.warm().max()).max().orElse(0);
        return new PoolBudget(Math.max(Math.max(LEAST_SLOTS, SLOTS_TO_A_JOB * config.concurrency()), largest),
            (HostFacts.memoryMiB() << 20) / SHARE_OF_MEMORY, Runtime.getRuntime().availableProcessors());
    }
}
