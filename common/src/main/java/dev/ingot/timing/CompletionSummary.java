package dev.ingot.timing;

import java.util.Set;

/**
 * How a job ended, in words that are counted: there is only a handful of each.
 *
 * @param verdict the status that was answered, one of {@link #VERDICTS}
 * @param cause   what ended the job before its grader did ({@code killed}, {@code overflow}, {@code timeout}, {@code crash});
 *                null when nothing did
 * @param rejection why it got no container ({@code no_task}, {@code not_created} ...); null when it got one
 * @param fault   the phase in which the host, the engine or the agent failed the job; null when none did
 */
public record CompletionSummary(String verdict, String cause, String rejection, Phase fault) {
    private static final String OTHER = "other";

    /** The statuses that INGInious knows, and {@code other} for a word of the grader's own. */
    public static final Set<String> VERDICTS =
        Set.of("success", "failed", "timeout", "overflow", "crash", "killed", "error", OTHER);

    public CompletionSummary {
        verdict = verdict != null && VERDICTS.contains(verdict) ? verdict : OTHER;
    }

    /** The grader had the last word. */
    public static CompletionSummary graded(String status) {
        return new CompletionSummary(status, null, null, null);
    }

    /** Something else ended the job. */
    public static CompletionSummary aborted(String status) {
        return new CompletionSummary(status, status, null, null);
    }
}
