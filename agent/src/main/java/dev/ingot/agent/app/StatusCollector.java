package dev.ingot.agent.app;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.job.JobManager;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.HealthWatch;
import dev.ingot.agent.runtime.ReapingRuntime;
import dev.ingot.agent.sandbox.PoolStatus;
import dev.ingot.agent.status.AgentStatus;
import dev.ingot.agent.task.JobDirs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Collects the agent's status without a request to any manager. Thread-safe.
 *
 * @param name           the agent's friendly name, or the host's name
 * @param backend        the backend's address
 * @param backendSilence time since the backend's last message; empty while not registered
 * @param capacity       jobs at once
 * @param pools          the warm pools of all environments
 */
record StatusCollector(String name, Instant started, String backend, Supplier<Optional<Duration>> backendSilence, int capacity,
    JobManager jobManager, List<ReapingRuntime> runtimes, HealthWatch health, Supplier<List<PoolStatus>> pools,
    JobDirs dirs) implements Supplier<AgentStatus> {

    @Override
    public AgentStatus get() {
        return new AgentStatus(name, Version.text(), started, new AgentStatus.Backend(backend, backendSilence.get()), capacity,
            jobManager.isStopping(), runtimes.stream().map(this::toRuntimeHealth).toList(),
            jobManager.environments().stream().map(StatusCollector::toAnnouncedEnvironment).toList(), summarizePools(),
            jobManager.runningJobs(), new AgentStatus.JobDirectories(dirs.pendingRemovals(), dirs.hasRoom()));
    }

    private List<AgentStatus.Pool> summarizePools() {
        return pools.get().stream().collect(Collectors.groupingBy(PoolStatus::runtime, TreeMap::new, Collectors.toList()))
            .entrySet().stream().map(runtime -> sumPools(runtime.getKey(), runtime.getValue())).toList();
    }

    private static AgentStatus.Pool sumPools(String runtime, List<PoolStatus> environments) {
        return new AgentStatus.Pool(runtime,
            environments.stream().mapToInt(PoolStatus::warm).sum(), environments.stream().mapToInt(PoolStatus::target).sum(),
            sum(environments, PoolStatus::hits), sum(environments, PoolStatus::misses), sum(environments, PoolStatus::refills),
            sum(environments, PoolStatus::failures), Duration.ofNanos(sum(environments, PoolStatus::refillNanos)),
            environments.stream().mapToInt(PoolStatus::warmStudents).sum(), sum(environments, PoolStatus::studentHits),
            sum(environments, PoolStatus::studentMisses),
            environments.stream().map(StatusCollector::toEnvironmentPool).toList());
    }

    private static AgentStatus.EnvironmentPool toEnvironmentPool(PoolStatus pool) {
        return new AgentStatus.EnvironmentPool(pool.imageId(), pool.warm(), pool.target(), pool.hits(), pool.misses());
    }

    private static long sum(List<PoolStatus> environments, ToLongFunction<PoolStatus> figure) {
        return environments.stream().mapToLong(figure).sum();
    }

    private AgentStatus.RuntimeHealth toRuntimeHealth(ReapingRuntime runtime) {
        String name = runtime.name();
        long orphansRemoved = runtime.orphansRemoved();
        return switch (health.latest(name).orElse(null)) {
            case null -> new AgentStatus.RuntimeHealth(name, "unknown", "", "not probed yet", "wait a moment", orphansRemoved);
            case Health.Ready(String version) -> new AgentStatus.RuntimeHealth(name, "ready", version, "", "", orphansRemoved);
            case Health.Degraded(String version, String reason, String remedy) ->
                new AgentStatus.RuntimeHealth(name, "degraded", version, reason, remedy, orphansRemoved);
            case Health.Unavailable(String reason, String remedy) ->
                new AgentStatus.RuntimeHealth(name, "unavailable", "", reason, remedy, orphansRemoved);
        };
    }

    private static AgentStatus.OfferedEnvironment toAnnouncedEnvironment(Environment environment) {
        return new AgentStatus.OfferedEnvironment(environment.type().name(), environment.name(),
            environment.type().runtime().name(), environment.image().id(), environment.image().created());
    }
}
