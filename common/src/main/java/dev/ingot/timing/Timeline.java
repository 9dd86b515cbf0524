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
 * @param completion         how it ended
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
    CompletionSummary completion,
    Map<Phase, Long> phases,
    long cpuNanos,
    long memoryPeakBytes,
    List<Student> students) {

    /** The status that was answered. */
    public String verdict() {
        return completion.verdict();
    }

    /** Nanoseconds to make the container and to start it; 0 when it was there before. */
    public long bootNanos() {
        return phases.getOrDefault(Phase.CREATE, 0L) + phases.getOrDefault(Phase.START, 0L);
    }

    /** Nanoseconds from the job's arrival to its answer: what a student waited for the agent. */
    public long answerNanos() {
        return phases.entrySet().stream().filter(phase -> phase.getKey().compareTo(Phase.REPLY) <= 0)
            .mapToLong(Map.Entry::getValue).sum();
    }

    /**
     * One student container.
     *
     * @param requested       when the grader asked for it, for people
     * @param warm        whether the container was parked before it was asked for
     * @param createNanos to make it, or to take the parked one; 0 when it was refused
     * @param startNanos  to start it
     * @param runNanos    from started to gone
     * @param retval      what the grader was told
     */
    public record Student(
        Instant requested,
        String environment,
        boolean warm,
        long createNanos,
        long startNanos,
        long runNanos,
        int retval,
        long cpuNanos,
        long memoryPeakBytes) { }
}
