package dev.ingot.backend.demo;

import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.lifecycle.Rollback;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every runtime grades every case, one job at a time so that the figures compare. Whoever opens it closes it. */
public final class Demo implements AutoCloseable {

    /** Hears how far it is. */
    public interface Progress {
        /** All agents are there. */
        void onReady(Duration startup);

        /** A case was graded on one runtime. */
        void onGraded(String runtime, CaseReport report);
    }

    /**
     * What came of it.
     *
     * @param problems everything that is not as expected, a line each; none is success
     */
    public record Result(RuntimeComparison comparison, List<String> problems) { }

    /** The environment of the demo's own image, so that no image of a production host serves it, and it serves none of theirs. */
    public static final String ENVIRONMENT = "ingot-demo";

    private final List<DemoRun> runs = new ArrayList<>();

    private Demo() { }

    /**
     * Starts an agent for each runtime.
     *
     * @param project the folder with the program {@code ingot} and the cases
     * @param store   the folder with the images of direct runtimes
     * @param folder  for the agents' files
     */
    public static Demo open(ProjectFolder project, List<String> runtimes, Path store, Path folder)
        throws IOException {
        try (Rollback opened = new Rollback()) {
            Demo demonstration = opened.add(new Demo());
            for (String runtime : runtimes) {
                Path own = Files.createDirectory(folder.resolve(runtime.replaceAll("[^A-Za-z0-9.-]", "-")));
                demonstration.runs.add(DemoRun.open(runtime, project.launcher(), project.cases(), store, own));
            }
            return opened.complete(demonstration);
        }
    }

    /**
     * Has the cases graded and ends the agents.
     *
     * @throws IOException when an agent does not come up, or leaves no log
     */
    public Result run(List<Case> cases, Progress progress) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (DemoRun lane : runs) {
            for (String environment : cases.stream().map(Case::environment).distinct().toList()) {
                lane.await(environment);
            }
        }
        progress.onReady(Duration.ofNanos(System.nanoTime() - start));
        List<String> problems = new ArrayList<>();
        Map<DemoRun, List<CaseReport>> reports = new LinkedHashMap<>();
        for (Case next : cases) {
            for (DemoRun lane : runs) {
                CaseReport report = lane.run(next);
                reports.computeIfAbsent(lane, l -> new ArrayList<>()).add(report);
                report.mismatches().forEach(mismatch -> problems.add(next.name() + " on " + lane.runtime() + ": " + mismatch));
                progress.onGraded(lane.runtime(), report);
            }
        }
        return new Result(new RuntimeComparison(stop(reports, problems)), problems);
    }

    /** Ends the agents, after which their job logs are complete. */
    private List<RuntimeComparison.Column> stop(Map<DemoRun, List<CaseReport>> reports, List<String> problems)
        throws IOException, InterruptedException {
        List<RuntimeComparison.Column> columns = new ArrayList<>();
        for (DemoRun lane : runs) {
            try {
                lane.stop();
            } catch (IOException e) {
                problems.add(lane.runtime() + ": " + e.getMessage());
            }
            columns.add(new RuntimeComparison.Column(lane.runtime(), reports.get(lane), lane.readPhases()));
        }
        return columns;
    }

    @Override
    public void close() {
        runs.forEach(DemoRun::close);
    }
}
