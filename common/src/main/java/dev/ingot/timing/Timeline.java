package dev.ingot.timing;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The time and the resources that one job used, phase by phase. It never contains data that a student wrote.
 *
 * @param received        wall-clock time at which the job arrived; durations come from the monotonic clock
 * @param courseId        null for a job without a task
 * @param taskId          null for a job without a task
 * @param environmentType environment type as the task names it
 * @param environment     environment as the task names it
 * @param runtime         name of the runtime in the configuration; null when the job was rejected before one was chosen
 * @param warm            whether the container was started before the job arrived
 * @param completion      how the job was completed
 * @param phases          nanoseconds in each phase that the job entered
 * @param cpuNanos        CPU time of the grading container, or -1 when not known
 * @param memoryPeakBytes memory peak of the grading container, or -1 when not known
 * @param students        the student containers of the job
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

    /** Returns the status in the result. */
    public String verdict() {
        return completion.verdict();
    }

    /** Returns the nanoseconds to create and start the container; 0 when it was warm. */
    public long bootNanos() {
        return phases.getOrDefault(Phase.CREATE, 0L) + phases.getOrDefault(Phase.START, 0L);
    }

    /** Returns the nanoseconds from the job's arrival to its result: the time that a student waits for the agent. */
    public long answerNanos() {
        return phases.entrySet().stream().filter(phase -> phase.getKey().compareTo(Phase.REPLY) <= 0)
            .mapToLong(Map.Entry::getValue).sum();
    }

    /**
     * The time and the resources that one student container used.
     *
     * @param requested       wall-clock time at which the grader requested it
     * @param environment     environment in which it ran
     * @param warm            whether the container was started before the request
     * @param createNanos     time to create it, or to take the warm one; 0 when the request was rejected
     * @param startNanos      time to start it
     * @param runNanos        time from its start to its exit
     * @param retval          return value that the grader received
     * @param cpuNanos        CPU time, or -1 when not known
     * @param memoryPeakBytes memory peak, or -1 when not known
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
