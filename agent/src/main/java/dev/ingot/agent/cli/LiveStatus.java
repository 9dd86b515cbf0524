package dev.ingot.agent.cli;

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
 * Gathers what an agent is and does, without asking any engine. Thread-safe.
 *
 * @param silence of the backend; empty while not registered
 */
record LiveStatus(String name, Instant started, String backend, Supplier<Optional<Duration>> silence, int slots, JobManager desk,
    List<ReapingRuntime> runtimes, HealthWatch health, Supplier<List<PoolStatus>> parked,
    JobDirs dirs) implements Supplier<AgentStatus> {

    @Override
    public AgentStatus get() {
        return new AgentStatus(name, Version.text(), started, new AgentStatus.Backend(backend, silence.get()), slots,
            desk.isStopping(), runtimes.stream().map(this::state).toList(),
            desk.environments().stream().map(LiveStatus::offer).toList(), pools(), desk.runningJobs(),
            new AgentStatus.Directories(dirs.pendingRemovals(), dirs.hasRoom()));
    }

    private List<AgentStatus.Pool> pools() {
        return parked.get().stream().collect(Collectors.groupingBy(PoolStatus::runtime, TreeMap::new, Collectors.toList()))
            .entrySet().stream().map(runtime -> pool(runtime.getKey(), runtime.getValue())).toList();
    }

    private static AgentStatus.Pool pool(String runtime, List<PoolStatus> environments) {
        return new AgentStatus.Pool(runtime,
            environments.stream().mapToInt(PoolStatus::warm).sum(), environments.stream().mapToInt(PoolStatus::target).sum(),
            sum(environments, PoolStatus::hits), sum(environments, PoolStatus::misses), sum(environments, PoolStatus::refills),
            sum(environments, PoolStatus::failures), Duration.ofNanos(sum(environments, PoolStatus::refillNanos)),
            environments.stream().mapToInt(PoolStatus::warmStudents).sum(), sum(environments, PoolStatus::studentHits),
            sum(environments, PoolStatus::studentMisses));
    }

    private static long sum(List<PoolStatus> environments, ToLongFunction<PoolStatus> figure) {
        return environments.stream().mapToLong(figure).sum();
    }

    private AgentStatus.RuntimeState state(ReapingRuntime runtime) {
        String name = runtime.name();
        long leftovers = runtime.orphansRemoved();
        return switch (health.latest(name).orElse(null)) {
            case null -> new AgentStatus.RuntimeState(name, "unknown", "", "not looked at yet", "wait a moment", leftovers);
            case Health.Ready(String version) -> new AgentStatus.RuntimeState(name, "ready", version, "", "", leftovers);
            case Health.Degraded(String version, String why, String remedy) ->
                new AgentStatus.RuntimeState(name, "degraded", version, why, remedy, leftovers);
            case Health.Unavailable(String why, String remedy) ->
                new AgentStatus.RuntimeState(name, "absent", "", why, remedy, leftovers);
        };
    }

    private static AgentStatus.Offer offer(Environment environment) {
        return new AgentStatus.Offer(environment.type().name(), environment.name(), environment.type().runtime().name(),
            environment.image().id(), environment.image().created());
    }
}
