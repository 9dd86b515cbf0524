package dev.ingot.backend.cli;

import dev.ingot.backend.client.JobOutcome;
import dev.ingot.backend.load.Load;
import java.time.Duration;
import java.util.List;

/** How the results of {@code submit} are shown. */
interface OutcomePrinter extends Load.Listener {
    /** All of them, after the last. */
    void summarize(List<JobOutcome> outcomes, Duration wall);
}
