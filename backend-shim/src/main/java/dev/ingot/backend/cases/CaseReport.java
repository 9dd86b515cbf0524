package dev.ingot.backend.cases;

import dev.ingot.backend.client.CompletedJob;
import java.util.List;
import java.util.Optional;

/**
 * What came of a case.
 *
 * @param completedJob    empty when there was none
 * @param mismatches one line for each difference from what is expected
 */
public record CaseReport(Case testCase, Optional<CompletedJob> completedJob, List<String> mismatches) {

    /** Whether everything is as expected. */
    public boolean hasPassed() {
        return mismatches.isEmpty();
    }
}
