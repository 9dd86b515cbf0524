package dev.ingot.backend.cli;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.client.Submission;
import dev.ingot.backend.load.LoadRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits a job, once or many times, to the stand-in backend or to a real one. */
@Command(name = "submit", sortOptions = false,
    description = "Submits a job to a backend and prints its result. Exits with 0 when every job was answered, with any "
        + "verdict.")
final class SubmitCommand implements Callable<Integer> {
    private static final Duration BACKEND_TIMEOUT = Duration.ofSeconds(5);

    @Parameters(index = "0", paramLabel = "CLIENT_ADDR", description = "the backend's client port, e.g. tcp://127.0.0.1:2000")
    private String address;

    @Mixin
    private JobOptions job;

    @Option(names = "-n", paramLabel = "N", description = "number of jobs (default: ${DEFAULT-VALUE})", defaultValue = "1")
    private int jobs;

    @Option(names = "-c", paramLabel = "N", description = "jobs at the backend at once (default: ${DEFAULT-VALUE})",
        defaultValue = "1")
    private int concurrency;

    @Option(names = "--gap", paramLabel = "MS", defaultValue = "0",
        description = "time from a result to the next submission (default: ${DEFAULT-VALUE})")
    private long gapMillis;

    @Option(names = "--json", description = "prints one JSON object for each job, and one for the summary of several jobs")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Submission submission = validate();
        PrintWriter out = spec.commandLine().getOut();
        ResultPrinter printer = json ? new JsonResultPrinter(out) : new TextResultPrinter(out, jobs > 1);
        try (BackendClient client = BackendClient.connect(address, "ingot submit")) {
            awaitEnvironment(client, submission);
            long start = System.nanoTime();
            List<CompletedJob> completed = new LoadRun(jobs, concurrency, Duration.ofMillis(gapMillis))
                .run(client, submission, printer);
            if (jobs > 1) {
                printer.summarize(completed, Duration.ofNanos(System.nanoTime() - start));
            }
        }
        return 0;
    }

    private Submission validate() throws InvalidArguments, IOException {
        List<String> problems = new ArrayList<>();
        if (jobs < 1) {
            problems.add("-n must be at least 1, got " + jobs);
        }
        if (concurrency < 1) {
            problems.add("-c must be at least 1, got " + concurrency);
        }
        if (gapMillis < 0) {
            problems.add("--gap must be at least 0, got " + gapMillis);
        }
        try {
            Submission submission = job.toSubmission();
            if (problems.isEmpty()) {
                return submission;
            }
        } catch (InvalidArguments e) {
            problems.addAll(e.problems());
        }
        throw new InvalidArguments(problems);
    }

    /** Fails when the backend does not answer. Warns when no agent offers the environment, because one may still connect. */
    private void awaitEnvironment(BackendClient client, Submission submission) throws IOException, InterruptedException {
        if (!client.awaitBackend(BACKEND_TIMEOUT)) {
            throw new IOException("no backend answered at " + address + " within " + BACKEND_TIMEOUT.toSeconds() + " s");
        }
        if (!client.awaitEnvironment(submission.environmentType(), submission.environment(), BACKEND_TIMEOUT)) {
            spec.commandLine().getErr().println("No agent offers " + submission.environmentType() + "/"
                + submission.environment() + " (available: " + client.environments()
                + "). The job waits until one does.");
        }
    }
}
