package dev.ingot.backend.soak;

import dev.ingot.backend.cases.CaseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a soak.
 *
 * @param verdicts word of the answer to the number of jobs that ended with it
 * @param warmJobs     jobs that found their container ready
 * @param failedCases  jobs without an answer, or with another than they should have
 * @param duplicates  answers to jobs that were answered already, or never sent
 * @param before   {@link ResourceSnapshot} after the first jobs
 * @param after    the same after the last
 * @param orphans     what stayed when the agent had ended: a sentence for each thing
 */
public record SoakReport(Map<String, Long> verdicts, long warmJobs, List<CaseReport> failedCases, List<String> duplicates,
                         Map<String, Long> before, Map<String, Long> after, List<String> orphans) {
    /** By what a count may differ though nothing stays: the JVM lets its heap breathe, and its carriers of virtual threads. */
    private static final Map<String, Long> TOLERANCE = Map.of(ResourceSnapshot.RESIDENT, 64L, ResourceSnapshot.THREADS, 6L);

    /** What is wrong, a line each; none when all is well. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        failedCases.forEach(report -> failures.add("job of " + report.testCase().name() + ": "
            + String.join("; ", report.mismatches())));
        duplicates.forEach(job -> failures.add("job " + job + " was answered once too often"));
        after.forEach((name, count) -> {
            if (hasGrown(before, name, count)) {
                failures.add(name + " grew from " + before.get(name) + " to " + count);
            }
        });
        failures.addAll(orphans);
        return failures;
    }

    static boolean hasGrown(Map<String, Long> before, String name, long count) {
        return count > before.get(name) + TOLERANCE.getOrDefault(name, 0L);
    }
}
