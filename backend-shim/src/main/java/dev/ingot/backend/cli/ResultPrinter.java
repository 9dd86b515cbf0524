package dev.ingot.backend.cli;

import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.load.LoadRun;
import java.time.Duration;
import java.util.List;

/** How the results of {@code submit} are shown. */
interface ResultPrinter extends LoadRun.Listener {
    /** All of them, after the last. */
    void summarize(List<CompletedJob> outcomes, Duration wall);
}
