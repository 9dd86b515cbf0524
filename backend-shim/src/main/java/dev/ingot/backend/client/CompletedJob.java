package dev.ingot.backend.client;

import dev.ingot.protocol.JobResult;
import java.time.Duration;

/**
 * How a job ended.
 *
 * @param submittedNanos {@link System#nanoTime()} when it was handed to the client
 * @param doneNanos      when its result arrived
 */
public record CompletedJob(String jobId, JobResult result, long submittedNanos, long doneNanos) {

    /** From the submission to the result. */
    public Duration latency() {
        return Duration.ofNanos(doneNanos - submittedNanos);
    }
}
