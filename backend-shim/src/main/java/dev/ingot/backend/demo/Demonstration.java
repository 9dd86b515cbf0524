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
public final class Demonstration implements AutoCloseable {

    /** Hears how far it is. */
    public interface Progress {
        /** All agents are there. */
        void ready(Duration startup);

        /** A case was graded on one runtime. */
        void graded(String runtime, CaseReport report);
    }

    /**
     * What came of it.
     *
     * @param problems everything that is not as expected, a line each; none is success
     */
    public record Outcome(Comparison comparison, List<String> problems) { }

    /** The environment of the demo's own image, so that no image of a production host serves it, and it serves none of theirs. */
    public static final String ENVIRONMENT = "ingot-demo";

    private final List<Lane> lanes = new ArrayList<>();

    private Demonstration() { }

    /**
     * Starts an agent for each runtime.
     *
     * @param project the folder with the program {@code ingot} and the cases
     * @param store   the folder with the images of direct runtimes
     * @param folder  for the agents' files
     */
    public static Demonstration open(ProjectFolder project, List<String> runtimes, Path store, Path folder)
        throws IOException {
        try (Rollback opened = new Rollback()) {
            Demonstration demonstration = opened.add(new Demonstration());
            for (String runtime : runtimes) {
                Path own = Files.createDirectory(folder.resolve(runtime.replaceAll("[^A-Za-z0-9.-]", "-")));
                demonstration.lanes.add(Lane.open(runtime, project.launcher(), project.cases(), store, own));
            }
            return opened.complete(demonstration);
        }
    }

    /**
     * Has the cases graded and ends the agents.
     *
     * @throws IOException when an agent does not come up, or leaves no log
     */
    public Outcome run(List<Case> cases, Progress progress) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (Lane lane : lanes) {
            for (String environment : cases.stream().map(Case::environment).distinct().toList()) {
                lane.await(environment);
            }
        }
        progress.ready(Duration.ofNanos(System.nanoTime() - start));
        List<String> problems = new ArrayList<>();
        Map<Lane, List<CaseReport>> reports = new LinkedHashMap<>();
        for (Case next : cases) {
            for (Lane lane : lanes) {
                CaseReport report = lane.run(next);
                reports.computeIfAbsent(lane, l -> new ArrayList<>()).add(report);
                report.mismatches().forEach(mismatch -> problems.add(next.name() + " on " + lane.runtime() + ": " + mismatch));
                progress.graded(lane.runtime(), report);
            }
        }
        return new Outcome(new Comparison(stop(reports, problems)), problems);
    }

    /** Ends the agents, after which their job logs are complete. */
    private List<Comparison.Column> stop(Map<Lane, List<CaseReport>> reports, List<String> problems)
        throws IOException, InterruptedException {
        List<Comparison.Column> columns = new ArrayList<>();
        for (Lane lane : lanes) {
            try {
                lane.stop();
            } catch (IOException e) {
                problems.add(lane.runtime() + ": " + e.getMessage());
            }
            columns.add(new Comparison.Column(lane.runtime(), reports.get(lane), lane.phases()));
        }
        return columns;
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }
}
