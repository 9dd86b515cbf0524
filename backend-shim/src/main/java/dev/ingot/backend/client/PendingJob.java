package dev.ingot.backend.client;

import dev.ingot.protocol.BackendMessage;
import java.util.concurrent.CompletableFuture;

/**
 * A job on its way.
 *
 * @param started    completes when an agent took the job
 * @param completion    completes exceptionally with {@link BackendLost} when the backend forgets the job or falls silent
 * @param sshSession completes when the job opens a debug session, and maybe never
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
