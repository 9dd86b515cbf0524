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

/** Submits a job, once or many times, to this backend or the real one. */
@Command(name = "submit", sortOptions = false,
    description = "Submits a job to a backend and prints what comes of it. Exits with 0 when every job was answered, "
        + "whatever the verdict.")
final class SubmitCommand implements Callable<Integer> {
    private static final Duration BACKEND_TIMEOUT = Duration.ofSeconds(5);

    @Parameters(index = "0", paramLabel = "CLIENT_ADDR", description = "the backend's client port, e.g. tcp://127.0.0.1:2000")
    private String address;

    @Mixin
    private JobOptions job;

    @Option(names = "-n", paramLabel = "N", description = "how many times (default: ${DEFAULT-VALUE})", defaultValue = "1")
    private int jobs;

    @Option(names = "-c", paramLabel = "N", description = "jobs at the backend at once (default: ${DEFAULT-VALUE})",
        defaultValue = "1")
    private int concurrency;

    @Option(names = "--gap", paramLabel = "MS", description = "from a result to the next submission (default: ${DEFAULT-VALUE})",
        defaultValue = "0")
    private long gapMillis;

    @Option(names = "--json", description = "prints one JSON object for each job, and one for all when there are several")
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
            List<CompletedJob> outcomes = new LoadRun(jobs, concurrency, Duration.ofMillis(gapMillis))
                .run(client, submission, printer);
            if (jobs > 1) {
                printer.summarize(outcomes, Duration.ofNanos(System.nanoTime() - start));
            }
        }
        return 0;
    }

    private Submission validate() throws InvalidArguments, IOException {
        List<String> problems = new ArrayList<>();
        if (jobs < 1) {
            problems.add("-n should be at least 1 and is " + jobs);
        }
        if (concurrency < 1) {
            problems.add("-c should be at least 1 and is " + concurrency);
        }
        if (gapMillis < 0) {
            problems.add("--gap should be at least 0 and is " + gapMillis);
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

    /** Fails when nobody is there; warns when nobody offers the environment, since an agent may still come. */
    private void awaitEnvironment(BackendClient client, Submission submission) throws IOException, InterruptedException {
        if (!client.awaitBackend(BACKEND_TIMEOUT)) {
            throw new IOException("no backend answers at " + address);
        }
        if (!client.awaitEnvironment(submission.environmentType(), submission.environment(), BACKEND_TIMEOUT)) {
            spec.commandLine().getErr().println("The backend offers no " + submission.environmentType() + "/"
                + submission.environment() + " (it offers " + client.environments()
                + "); the job waits until an agent does.");
        }
    }
}
