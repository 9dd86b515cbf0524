package dev.ingot.backend.cases;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.JobOutcome;
import dev.ingot.backend.client.PendingJob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs cases through a client.
 *
 * @param environmentType the type to look a case's environment up in
 * @param patience        how long a job may take in all
 */
public record CaseRunner(BackendClient client, String environmentType, Duration patience) {

    /** Submits the case, waits for its result and compares. */
    public CaseReport run(Case next) throws InterruptedException {
        PendingJob job = client.submit(next.submission(environmentType));
        next.killAfter().ifPresent(delay -> job.started().thenRunAsync(() -> kill(job),
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)));
        try {
            JobOutcome outcome = job.outcome().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new CaseReport(next, Optional.of(outcome), Expectation.mismatches(next.expectations(), outcome.result()));
        } catch (ExecutionException e) {
            return failed(next, e.getCause().getMessage());
        } catch (TimeoutException e) {
            client.kill(job);
            return failed(next, "no result within " + patience.toSeconds() + " s");
        }
    }

    private void kill(PendingJob job) {
        if (!job.outcome().isDone()) {
            client.kill(job);
        }
    }

    private static CaseReport failed(Case next, String why) {
        return new CaseReport(next, Optional.empty(), List.of(why));
    }
}
