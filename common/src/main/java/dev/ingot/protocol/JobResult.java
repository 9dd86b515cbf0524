package dev.ingot.protocol;

import java.util.Map;

/**
 * The result of a job, as frontends receive it.
 *
 * @param status   success, failed, timeout, overflow, killed, crash, or any other status that the grader chose
 * @param text     text for the student
 * @param grade    grade in percent, with two decimals
 * @param problems problem id to [status, text]
 * @param tests    name of a test to a value that the grader chose
 * @param custom   name to a value that the grader chose
 * @param state    state that the frontend keeps for the next submission; null is sent as nil
 * @param archive  gzipped tar archive, or null
 * @param stdout   output of the grading script when debugging, or null
 * @param stderr   error output of the grading script when debugging, or null
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

    /** Creates a result without grade, problems, archive and output, for a job whose grader sent no result. */
    public static JobResult ungraded(String status, String text, String state) {
        return new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), state, null, null, null);
    }
}
