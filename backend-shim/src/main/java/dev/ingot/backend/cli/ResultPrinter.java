package dev.ingot.backend.cli;

import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.load.LoadRun;
import java.time.Duration;
import java.util.List;

/** Prints the results of {@code submit}. */
interface ResultPrinter extends LoadRun.Listener {
    /**
     * Prints a summary of all jobs.
     *
     * @param wall time from the first submission to the last result
     */
    void summarize(List<CompletedJob> jobs, Duration wall);
}
