package dev.ingot.agent.report;

import dev.ingot.timing.Phase;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something that was timed: a phase, or several in a row.
 *
 * @param name   for tables
 * @param title  for plots, in the terms of the 2020 study where it has one
 * @param phases of which a job must have entered the last one
 */
record Measure(String name, String title, Set<Phase> phases, Phase last) {
    private static final Measure BOOT =
        new Measure("boot", "Boot (CREATE + START)", EnumSet.of(Phase.CREATE, Phase.START), Phase.START);
    private static final Measure ANSWER =
        new Measure("answer", "Answer (ADMIT to REPLY)", EnumSet.range(Phase.ADMIT, Phase.REPLY), Phase.REPLY);
    /** For the table. */
    static final List<Measure> TABLE_ROWS = Stream.concat(Arrays.stream(Phase.values()).map(phase -> ofPhase(phase,
        phase.name())), Stream.of(BOOT, ANSWER)).toList();
    /** For the plots. */
    static final List<Measure> PLOTS = List.of(ofPhase(Phase.CREATE, "Creation time (CREATE)"),
        ofPhase(Phase.START, "Starting time (START)"), ofPhase(Phase.GRADE, "Execution time (GRADE)"), BOOT, ANSWER);

    private static Measure ofPhase(Phase phase, String title) {
        return new Measure(phase.name(), title, EnumSet.of(phase), phase);
    }

    /** Nanoseconds; empty when the job did not come so far. */
    OptionalLong durationNanos(LoggedJob job) {
        if (!job.phases().containsKey(last)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(phases.stream().mapToLong(phase -> job.phases().getOrDefault(phase, 0L)).sum());
    }
}
