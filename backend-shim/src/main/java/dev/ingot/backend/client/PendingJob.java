package dev.ingot.backend.client;

import dev.ingot.protocol.BackendMessage;
import java.util.concurrent.CompletableFuture;

/**
 * A submitted job.
 *
 * @param id             id of the job
 * @param submittedNanos {@link System#nanoTime()} when the job was submitted
 * @param started        completes when an agent accepted the job
 * @param completion     completes with the result, or with {@link BackendLost} when the backend loses the job or stops answering
 * @param sshSession     completes when the job opens a debug session; never for most jobs
 */
public record PendingJob(
    String id,
    long submittedNanos,
    CompletableFuture<Void> started,
    CompletableFuture<CompletedJob> completion,
    CompletableFuture<BackendMessage.JobSshDebug> sshSession) {

    PendingJob(String id) {
        this(id, System.nanoTime(), new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
    }
}
