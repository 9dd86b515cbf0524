package dev.ingot.agent.telemetry;

import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Phase;
import dev.ingot.timing.Timeline;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Timelines to write down. */
public final class Timelines {
    private Timelines() { }

    public static Timeline graded(String jobId) {
        Map<Phase, Long> phases = new EnumMap<>(Map.of(Phase.ADMIT, 1_000_000L, Phase.GRADE, 234_567_890L));
        return new Timeline(Instant.parse("2026-01-02T03:04:05.006Z"), jobId, "c1", "t1", "docker", "default", "crun", false,
            CompletionSummary.graded("success"), phases, 12_000_000, 4096,
            List.of(new Timeline.Student(Instant.parse("2026-01-02T03:04:05.106Z"), "python3", true, 1, 2, 3, 253, 4, 5)));
    }

    /** One of many jobs: 3 runtimes, 5 environments, cold and warm, every phase, from milliseconds to minutes. */
    public static Timeline varied(int number) {
        Map<Phase, Long> phases = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            phases.put(phase, 1_000_000L * (1 + number * (phase.ordinal() + 1) % 60_000));
        }
        return new Timeline(Instant.EPOCH, "j" + number, "c1", "t1", "docker", "env-" + number % 5, "runtime-" + number % 3,
            number % 2 == 0, CompletionSummary.graded("success"), phases, number, number, List.of());
    }

    /** With this name for all that has one. */
    public static Timeline named(String name) {
        return new Timeline(Instant.EPOCH, name, name, name, name, name, name, false,
            new CompletionSummary("crash", null, name, Phase.GRADE), Map.of(Phase.ADMIT, 1_000_000L, Phase.GRADE, 234_567_890L),
            -1, -1, List.of());
    }

    public static Timeline refused(String jobId) {
        return new Timeline(Instant.EPOCH, jobId, null, null, "docker", "fortran", null, false,
            new CompletionSummary("crash", null, "no_environment", null),
            Map.of(Phase.ADMIT, 5L), -1, -1, List.of());
    }
}
