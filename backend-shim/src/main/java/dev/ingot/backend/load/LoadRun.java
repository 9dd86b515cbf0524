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
 * Submits the same job many times.
 *
 * @param jobs        number of jobs
 * @param concurrency number of jobs that are at the backend at once
 * @param gap         time from a result to the submission of the next job
 */
public record LoadRun(int jobs, int concurrency, Duration gap) {

    /** Receives the events of a run; called by one thread at a time. */
    public interface Listener {
        /** Called when a job opened a debug session. */
        void onSshSession(BackendMessage.JobSshDebug session);

        /** Called when the result of a job arrived. */
        void onCompleted(CompletedJob job);

        /** Returns a listener that ignores all events. */
        static Listener ignoring() {
            return new Listener() {
                @Override
                public void onSshSession(BackendMessage.JobSshDebug session) { }

                @Override
                public void onCompleted(CompletedJob job) { }
            };
        }
    }

    /**
     * Submits all jobs and waits for their results.
     *
     * @return the completed jobs in the order of their results
     * @throws BackendLost as soon as the backend loses a job
     */
    public List<CompletedJob> run(BackendClient client, Submission submission, Listener listener)
        throws BackendLost, InterruptedException {
        List<CompletedJob> completed = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(jobs);
        Callable<Void> submitter = () -> {
            while (left.getAndDecrement() > 0) {
                PendingJob job = client.submit(submission);
                job.sshSession().thenAccept(session -> {
                    synchronized (completed) {
                        listener.onSshSession(session);
                    }
                });
                CompletedJob result = job.completion().get();
                synchronized (completed) {
                    completed.add(result);
                    listener.onCompleted(result);
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
        return completed;
    }

    private static void await(ExecutorCompletionService<Void> submitters) throws BackendLost, InterruptedException {
        try {
            submitters.take().get();
        } catch (ExecutionException e) {
            // The outer exception is the submitter's, its cause is the job's.
            if (e.getCause() instanceof ExecutionException job && job.getCause() instanceof BackendLost lost) {
                throw lost;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
