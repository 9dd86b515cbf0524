package dev.ingot.backend.load;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.BackendLost;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.client.PendingJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.protocol.BackendMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The same submission many times.
 *
 * @param jobs        how often
 * @param concurrency jobs that are at the backend at once
 * @param gap         from a result to the submission that takes its place
 */
public record LoadRun(int jobs, int concurrency, Duration gap) {

    /** Hears of what happens as it happens; called by one thread at a time. */
    public interface Listener {
        /** A job opened a debug session. */
        void onSshSession(BackendMessage.JobSshDebug session);

        /** A job was answered. */
        void onCompleted(CompletedJob outcome);

        /** One that does not care. */
        static Listener ignoring() {
            return new Listener() {
                @Override
                public void onSshSession(BackendMessage.JobSshDebug session) { }

                @Override
                public void onCompleted(CompletedJob outcome) { }
            };
        }
    }

    /**
     * Submits all jobs and waits for them.
     *
     * @throws BackendLost as soon as one job is lost
     */
    public List<CompletedJob> run(BackendClient client, Submission submission, Listener listener)
        throws BackendLost, InterruptedException {
        List<CompletedJob> outcomes = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(jobs);
        Callable<Void> submitter = () -> {
            while (left.getAndDecrement() > 0) {
                PendingJob job = client.submit(submission);
                job.sshSession().thenAccept(session -> {
                    synchronized (outcomes) {
                        listener.onSshSession(session);
                    }
                });
                CompletedJob outcome = job.completion().get();
                synchronized (outcomes) {
                    outcomes.add(outcome);
                    listener.onCompleted(outcome);
                }
                Thread.sleep(gap);
            }
            return null;
        };
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            ExecutorCompletionService<Void> submitters = new ExecutorCompletionService<>(executor);
            int threads = Math.min(jobs, concurrency);
            for (int i = 0; i < threads; i++) {
                submitters.submit(submitter);
            }
            for (int i = 0; i < threads; i++) {
                await(submitters);
            }
        } finally {
            executor.shutdownNow();
        }
        return outcomes;
    }

    private static void await(ExecutorCompletionService<Void> submitters) throws BackendLost, InterruptedException {
        try {
            submitters.take().get();
        } catch (ExecutionException e) {
            // From the submitter, and within that from the job.
            if (e.getCause() instanceof ExecutionException job && job.getCause() instanceof BackendLost lost) {
                throw lost;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
