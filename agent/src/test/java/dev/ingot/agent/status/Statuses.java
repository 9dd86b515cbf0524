package dev.ingot.agent.status;

import dev.ingot.agent.telemetry.RunningJob;
import dev.ingot.timing.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Agents to look at. */
public final class Statuses {
    private Statuses() { }

    /** A capacity of two jobs, one of them running; one runtime, one environment. */
    public static AgentStatus working(RunningJob... running) {
        return status(Optional.of(Duration.ofMillis(300)), new AgentStatus.RuntimeHealth("crun", "ready", "crun 1.8", "", "", 3),
            List.of(new AgentStatus.OfferedEnvironment("docker", "default", "crun", "sha256:abcdef", Instant.EPOCH)),
            List.of(running));
    }

    /** The same after so many jobs with a warm container. */
    public static AgentStatus withWarmPool(long jobs) {
        AgentStatus now = working();
        return new AgentStatus(now.name(), now.version(), now.started(), now.backend(), now.capacity(), now.stopping(),
            now.runtimes(), now.environments(),
            List.of(new AgentStatus.Pool("crun", 2, 3, jobs, 1, jobs, 0, Duration.ofSeconds(jobs), 1, jobs, 2, List.of())),
            now.runningJobs(), now.jobDirectories());
    }

    static AgentStatus unhealthy() {
        return status(Optional.empty(), new AgentStatus.RuntimeHealth("crun", "unavailable", "", "no daemon", "start it", 0),
            List.of(), List.of());
    }

    /** Not well, with this name for all that has one. */
    static AgentStatus named(String name) {
        return new AgentStatus(name, name, Instant.EPOCH, new AgentStatus.Backend(name, Optional.empty()), 2, false,
            List.of(new AgentStatus.RuntimeHealth(name, "unavailable", name, name, name, 0)),
            List.of(new AgentStatus.OfferedEnvironment(name, name, name, name, Instant.EPOCH)),
            List.of(new AgentStatus.Pool(name, 2, 3, 5, 1, 8, 0, Duration.ofSeconds(4), 1, 6, 2, List.of())),
            List.of(new RunningJob(name, name, name, name, name, name, Phase.GRADE, Duration.ofSeconds(2), false)),
            new AgentStatus.JobDirectories(0, true));
    }

    public static RunningJob job(String id, String course, Phase phase) {
        return new RunningJob(id, course, "t1", "docker", "default", "crun", phase, Duration.ofSeconds(2),
            phase.compareTo(Phase.REPLY) > 0);
    }

    private static AgentStatus status(Optional<Duration> silence, AgentStatus.RuntimeHealth runtime,
        List<AgentStatus.OfferedEnvironment> environments, List<RunningJob> running) {
        return new AgentStatus("grader-1", "1.2.3", Instant.EPOCH, new AgentStatus.Backend("tcp://b:2001", silence), 2, false,
            List.of(runtime), environments,
            List.of(new AgentStatus.Pool("crun", 2, 3, 5, 1, 8, 0, Duration.ofSeconds(4), 1, 6, 2,
                List.of(new AgentStatus.EnvironmentPool("sha256:abcdef", 2, 3, 5, 1)))), running,
            new AgentStatus.JobDirectories(0, true));
    }
}
