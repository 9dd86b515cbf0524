package dev.ingot.backend.client;

import dev.ingot.protocol.JobResult;
import java.time.Duration;

/**
 * A job with its result.
 *
 * @param jobId          id of the job
 * @param result         result of the job
 * @param submittedNanos {@link System#nanoTime()} when the job was submitted to the client
 * @param doneNanos      {@link System#nanoTime()} when its result arrived
 */
public record CompletedJob(String jobId, JobResult result, long submittedNanos, long doneNanos) {

    /** Returns the time from the submission to the result. */
    public Duration latency() {
        return Duration.ofNanos(doneNanos - submittedNanos);
    }
}
