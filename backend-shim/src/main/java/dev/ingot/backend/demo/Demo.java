package dev.ingot.backend.demo;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.lifecycle.ResourceStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Grades every case on every runtime, one job at a time so that the figures are comparable. The caller closes it. */
public final class Demo implements AutoCloseable {

    /** Receives the progress of the demo. */
    public interface Progress {
        /** Called when all agents offer the environments of the cases. */
        void onReady(Duration startup);

        /** Called when a case was graded on one runtime. */
        void onGraded(String runtime, CaseReport report);
    }

    /**
     * The result of the demo.
     *
     * @param comparison times of the cases on each runtime
     * @param problems   one line for each difference from the expected results; empty for success
     */
    public record Result(RuntimeComparison comparison, List<String> problems) { }

    /** The environment of the demo's image. No image of a production host has this name, and no production job uses it. */
    public static final String ENVIRONMENT = "ingot-demo";

    private final List<DemoRun> runs = new ArrayList<>();

    private Demo() { }

    /**
     * Starts an agent for each runtime.
     *
     * @param project  folder with the script {@code ingot} and the cases
     * @param runtimes runtimes as {@code --runtime} of the agent accepts them
     * @param store    image store of runtimes without a manager
     * @param folder   folder for the agents' files
     */
    public static Demo open(ProjectFolder project, List<String> runtimes, Path store, Path folder)
        throws IOException {
        try (ResourceStack opened = new ResourceStack()) {
            Demo demo = opened.add(new Demo());
            for (String runtime : runtimes) {
                Path agentFolder = Files.createDirectory(folder.resolve(runtime.replaceAll("[^A-Za-z0-9.-]", "-")));
                demo.runs.add(DemoRun.open(runtime, project.launcher(), project.cases(), store, agentFolder));
            }
            return opened.release(demo);
        }
    }

    /**
     * Grades the cases and stops the agents.
     *
     * @throws IOException when an agent does not start, or its job log is unreadable
     */
    public Result run(List<Case> cases, Progress progress) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (DemoRun run : runs) {
            for (String environment : cases.stream().map(Case::environment).distinct().toList()) {
                run.await(environment);
            }
        }
        progress.onReady(Duration.ofNanos(System.nanoTime() - start));
        List<String> problems = new ArrayList<>();
        Map<DemoRun, List<CaseReport>> reports = new LinkedHashMap<>();
        for (Case next : cases) {
            for (DemoRun run : runs) {
                CaseReport report = run.run(next);
                reports.computeIfAbsent(run, _ -> new ArrayList<>()).add(report);
                report.mismatches().forEach(mismatch -> problems.add(next.name() + " on " + run.runtime() + ": " + mismatch));
                progress.onGraded(run.runtime(), report);
            }
        }
        return new Result(new RuntimeComparison(stop(reports, problems)), problems);
    }

    /** Stops the agents, after which their job logs are complete. */
    private List<RuntimeComparison.Column> stop(Map<DemoRun, List<CaseReport>> reports, List<String> problems)
        throws IOException, InterruptedException {
        List<RuntimeComparison.Column> columns = new ArrayList<>();
        for (DemoRun run : runs) {
            try {
                run.stop();
            } catch (IOException e) {
                problems.add(run.runtime() + ": " + e.getMessage());
            }
            columns.add(new RuntimeComparison.Column(run.runtime(), reports.get(run), run.readPhases()));
        }
        return columns;
    }

    @Override
    public void close() {
        runs.forEach(DemoRun::close);
    }
}
