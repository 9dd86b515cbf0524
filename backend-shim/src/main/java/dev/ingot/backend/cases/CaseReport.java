package dev.ingot.backend.cases;

import dev.ingot.backend.client.JobOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What came of a case.
 *
 * @param outcome    empty when there was none
 * @param mismatches one line for each difference from what is expected
 */
public record CaseReport(Case of, Optional<JobOutcome> outcome, List<String> mismatches) {

    /** Whether everything is as expected. */
    public boolean passed() {
        return mismatches.isEmpty();
    }
}
