package dev.ingot.timing;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one job cost, phase by phase. Never holds anything a student wrote.
 *
 * @param received        when the job arrived, for people; durations come from the monotonic clock
 * @param courseId        null for a job without a task
 * @param taskId          null for a job without a task
 * @param environmentType as the task names it
 * @param environment     as the task names it
 * @param runtime         the name of the runtime in the configuration; null when the job was refused before one was chosen
 * @param warm            whether the container was parked before the job arrived
 * @param verdict         the status that was answered
 * @param phases          nanoseconds per phase entered
 * @param cpuNanos        CPU time of the grading container, or -1 when not known
 * @param memoryPeakBytes of the grading container, or -1 when not known
 */
public record Timeline(
    Instant received,
    String jobId,
    String courseId,
    String taskId,
    String environmentType,
    String environment,
    String runtime,
    boolean warm,
    String verdict,
    Map<Phase, Long> phases,
    long cpuNanos,
    long memoryPeakBytes,
    List<Student> students) {

    /**
     * One student container.
     *
     * @param createNanos to make it
     * @param startNanos  to start it
     * @param runNanos    from started to gone
     * @param retval      what the grader was told
     */
    public record Student(
        String environment,
        long createNanos,
        long startNanos,
        long runNanos,
        int retval,
        long cpuNanos,
        long memoryPeakBytes) { }
}
