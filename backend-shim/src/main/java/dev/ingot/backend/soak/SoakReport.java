package dev.ingot.backend.soak;

import dev.ingot.backend.cases.CaseReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The result of a soak test.
 *
 * @param verdicts    status to the number of jobs with this status
 * @param warmJobs    number of jobs with a warm container
 * @param failedCases reports of jobs without a result, or with an unexpected one
 * @param duplicates  ids of jobs with more than one result, or with a result although they were never sent
 * @param before      {@link ResourceSnapshot} after the first jobs
 * @param after       {@link ResourceSnapshot} after the last job
 * @param orphans     one line for each thing that the agent had not removed when it exited
 */
public record SoakReport(Map<String, Long> verdicts, long warmJobs, List<CaseReport> failedCases, List<String> duplicates,
                         Map<String, Long> before, Map<String, Long> after, List<String> orphans) {
    /**
     * Tolerated growth: the JVM resizes its heap and its pool of carrier threads, and the agent keeps as many user namespaces as
     * it had containers at once.
     */
    private static final Map<String, Long> TOLERANCE = Map.of(ResourceSnapshot.RESIDENT, 64L, ResourceSnapshot.THREADS, 6L,
        ResourceSnapshot.USER_NAMESPACES, 16L);

    /** Returns one line for each failure; empty for success. */
    public List<String> failures() {
        List<String> failures = new ArrayList<>();
        failedCases.forEach(report -> failures.add("job of " + report.testCase().name() + ": "
            + String.join("; ", report.mismatches())));
        duplicates.forEach(job -> failures.add("job " + job + " got more than one result"));
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
