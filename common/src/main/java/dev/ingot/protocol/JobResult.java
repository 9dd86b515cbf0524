package dev.ingot.protocol;

import java.util.Map;

/**
 * The outcome of a job, as frontends get to see it.
 *
 * @param status   success, failed, timeout, overflow, killed, crash, or whatever word the grader chose
 * @param text     shown to the student
 * @param grade    in percent, two decimals
 * @param problems problem id to [status, text]
 * @param tests    free notes of the grader, by name
 * @param custom   free values of the grader
 * @param state    kept by the frontend for the next submission; may be null, which is sent as nil
 * @param archive  a gzipped tar, or null
 * @param stdout   of the grading script when debugging, or null
 * @param stderr   of the grading script when debugging, or null
 */
public record JobResult(
    String status,
    String text,
    double grade,
    Map<String, Object> problems,
    Map<String, Object> tests,
    Map<String, Object> custom,
    String state,
    byte[] archive,
    String stdout,
    String stderr) {

    /** A result without grade, problems, archive or output: what an agent answers when no grader ran. */
    public static JobResult ungraded(String status, String text, String state) {
        return new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), state, null, null, null);
    }
}
