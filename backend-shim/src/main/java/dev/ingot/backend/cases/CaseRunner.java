package dev.ingot.backend.cases;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.client.PendingJob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs cases with a client.
 *
 * @param client          client of the backend
 * @param environmentType environment type of all cases
 * @param timeout         maximum time from the submission of a job to its result
 */
public record CaseRunner(BackendClient client, String environmentType, Duration timeout) {

    /** Submits a case, waits for its result and compares it with the expectations. */
    public CaseReport run(Case next) throws InterruptedException {
        PendingJob job = client.submit(next.toSubmission(environmentType));
        next.killAfter().ifPresent(delay -> job.started().thenRunAsync(() -> killUnlessDone(job),
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)));
        try {
            CompletedJob done = job.completion().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new CaseReport(next, Optional.of(done), Expectation.findMismatches(next.expectations(), done.result()));
        } catch (ExecutionException e) {
            return failedReport(next, e.getCause().getMessage());
        } catch (TimeoutException e) {
            client.kill(job);
            return failedReport(next, "no result within " + timeout.toSeconds() + " s");
        }
    }

    private void killUnlessDone(PendingJob job) {
        if (!job.completion().isDone()) {
            client.kill(job);
        }
    }

    private static CaseReport failedReport(Case next, String reason) {
        return new CaseReport(next, Optional.empty(), List.of(reason));
    }
}
