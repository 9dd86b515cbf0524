package dev.ingot.backend.cases;

import dev.ingot.backend.client.CompletedJob;
import java.util.List;
import java.util.Optional;

/**
 * The result of a case.
 *
 * @param testCase     the case
 * @param completedJob the completed job; empty when it got no result
 * @param mismatches   one line for each difference from the expectations
 */
public record CaseReport(Case testCase, Optional<CompletedJob> completedJob, List<String> mismatches) {

    /** Returns whether the result is as expected. */
    public boolean hasPassed() {
        return mismatches.isEmpty();
    }
}
