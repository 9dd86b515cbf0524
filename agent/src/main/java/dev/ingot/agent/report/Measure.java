package dev.ingot.agent.report;

import dev.ingot.timing.Phase;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Names a duration of jobs: that of one phase or of several consecutive phases.
 *
 * @param name   for tables
 * @param title  for plots; the term of the 2020 study where it has one
 * @param phases the phases whose durations are added
 * @param last   the phase that a job must have entered to be counted
 */
record Measure(String name, String title, Set<Phase> phases, Phase last) {
    private static final Measure BOOT =
        new Measure("boot", "Boot (CREATE + START)", EnumSet.of(Phase.CREATE, Phase.START), Phase.START);
    private static final Measure ANSWER =
        new Measure("answer", "Answer (ADMIT to REPLY)", EnumSet.range(Phase.ADMIT, Phase.REPLY), Phase.REPLY);
    /** Measures of the table. */
    static final List<Measure> TABLE_ROWS = Stream.concat(Arrays.stream(Phase.values()).map(phase -> ofPhase(phase,
        phase.name())), Stream.of(BOOT, ANSWER)).toList();
    /** Measures of the plots. */
    static final List<Measure> PLOTS = List.of(ofPhase(Phase.CREATE, "Creation time (CREATE)"),
        ofPhase(Phase.START, "Starting time (START)"), ofPhase(Phase.GRADE, "Execution time (GRADE)"), BOOT, ANSWER);

    private static Measure ofPhase(Phase phase, String title) {
        return new Measure(phase.name(), title, EnumSet.of(phase), phase);
    }

    /** Returns the duration in nanoseconds; empty when the job did not enter the last phase. */
    OptionalLong durationNanos(LoggedJob job) {
        if (!job.phases().containsKey(last)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(phases.stream().mapToLong(phase -> job.phases().getOrDefault(phase, 0L)).sum());
    }
}
