package dev.ingot.backend.soak;

import dev.ingot.backend.cases.CaseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a soak.
 *
 * @param verdicts word of the answer to the number of jobs that ended with it
 * @param warm     jobs that found their container ready
 * @param strange  jobs without an answer, or with another than they should have
 * @param doubled  answers to jobs that were answered already, or never sent
 * @param before   {@link Census} after the first jobs
 * @param after    the same after the last
 * @param left     what stayed when the agent had ended: a sentence for each thing
 */
public record SoakReport(Map<String, Long> verdicts, long warm, List<CaseReport> strange, List<String> doubled,
                         Map<String, Long> before, Map<String, Long> after, List<String> left) {
    /** By what a count may differ though nothing stays: the JVM lets its heap breathe, and its carriers of virtual threads. */
    private static final Map<String, Long> BREATH = Map.of(Census.RESIDENT, 64L, Census.THREADS, 6L);

    /** What is wrong, a line each; none when all is well. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        strange.forEach(report -> failures.add("job of " + report.of().name() + ": " + String.join("; ", report.mismatches())));
        doubled.forEach(job -> failures.add("job " + job + " was answered once too often"));
        after.forEach((name, count) -> {
            if (grown(before, name, count)) {
                failures.add(name + " grew from " + before.get(name) + " to " + count);
            }
        });
        failures.addAll(left);
        return failures;
    }

    static boolean grown(Map<String, Long> before, String name, long count) {
        return count > before.get(name) + BREATH.getOrDefault(name, 0L);
    }
}
