package dev.ingot.timing;

import java.util.Set;

/**
 * Summarizes how a job was completed. Each field has only a few possible values, because metrics count them.
 *
 * @param verdict   status in the result, one of {@link #VERDICTS}
 * @param cause     reason why the job ended before its grader sent a result ({@code killed}, {@code overflow},
 *                  {@code timeout}, {@code crash}); null when the grader sent one
 * @param rejection reason why the job got no container ({@code no_task}, {@code not_created} ...); null when it got one
 * @param fault     phase in which the job failed because of the host, the manager or the agent; null without such a failure
 */
public record CompletionSummary(String verdict, String cause, String rejection, Phase fault) {
    private static final String OTHER = "other";

    /** The statuses of INGInious, and {@code other} for any other status that a grader sends. */
    public static final Set<String> VERDICTS =
        Set.of("success", "failed", "timeout", "overflow", "crash", "killed", "error", OTHER);

    public CompletionSummary {
        verdict = verdict != null && VERDICTS.contains(verdict) ? verdict : OTHER;
    }

    /** Summarizes a job whose grader sent a result. */
    public static CompletionSummary graded(String status) {
        return new CompletionSummary(status, null, null, null);
    }

    /** Summarizes a job that ended before its grader sent a result. */
    public static CompletionSummary aborted(String status) {
        return new CompletionSummary(status, status, null, null);
    }
}
