package dev.ingot.agent.cli;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.job.JobDesk;
import dev.ingot.agent.runtime.Health;
import dev.ingot.agent.runtime.HealthWatch;
import dev.ingot.agent.runtime.ReapingRuntime;
import dev.ingot.agent.status.AgentStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gathers what an agent is and does, without asking any engine. Thread-safe.
 *
 * @param silence of the backend; empty while not registered
 */
record LiveStatus(String name, Instant started, String backend, Supplier<Optional<Duration>> silence, int slots, JobDesk desk,
    List<ReapingRuntime> runtimes, HealthWatch health) implements Supplier<AgentStatus> {

    @Override
    public AgentStatus get() {
        return new AgentStatus(name, Version.text(), started, new AgentStatus.Backend(backend, silence.get()), slots,
            desk.stopping(), runtimes.stream().map(this::state).toList(),
            desk.environments().stream().map(LiveStatus::offer).toList(), desk.running());
    }

    private AgentStatus.RuntimeState state(ReapingRuntime runtime) {
        String name = runtime.name();
        long leftovers = runtime.reaped();
        return switch (health.latest(name).orElse(null)) {
            case null -> new AgentStatus.RuntimeState(name, "unknown", "", "not looked at yet", "wait a moment", leftovers);
            case Health.Ready(String version) -> new AgentStatus.RuntimeState(name, "ready", version, "", "", leftovers);
            case Health.Degraded(String version, String why, String remedy) ->
                new AgentStatus.RuntimeState(name, "degraded", version, why, remedy, leftovers);
            case Health.Absent(String why, String remedy) ->
                new AgentStatus.RuntimeState(name, "absent", "", why, remedy, leftovers);
        };
    }

    private static AgentStatus.Offer offer(Environment environment) {
        return new AgentStatus.Offer(environment.type().name(), environment.name(), environment.type().runtime().name(),
            environment.image().id(), environment.image().created());
    }
}
