package dev.ingot.backend.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.ingot.backend.cases.Case;
import dev.ingot.backend.cases.CaseFolder;
import dev.ingot.backend.cases.CaseReport;
import dev.ingot.backend.cases.InvalidCases;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.demo.Demo;
import dev.ingot.backend.demo.ProjectFolder;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Grades the sample course on several runtimes and compares the results. */
@Command(name = "demo", sortOptions = false,
    description = "Grades a sample course once on each runtime and prints the time in each phase. Exits with 0 when every "
        + "result is as expected.")
final class DemoCommand implements Callable<Integer> {

    @Option(names = "--runtime", split = ",", paramLabel = "RUNTIME", defaultValue = "oci:crun",
        description = "as the agent accepts it; repeatable (default: ${DEFAULT-VALUE})")
    private List<String> runtimes;

    @Option(names = "--store", paramLabel = "DIR", defaultValue = "/var/lib/ingot-demo",
        description = "image store of runtimes without a manager (default: ${DEFAULT-VALUE})")
    private Path store;

    @Mixin
    private ProjectOption root;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        // Log lines of the backends would interrupt the progress output.
        ((Logger) LoggerFactory.getLogger(StandInBackend.class.getPackageName())).setLevel(Level.WARN);
        ProjectFolder project = root.toProjectFolder();
        List<Case> cases = readCases(project);
        try (InterruptOnShutdown end = InterruptOnShutdown.open(); ScratchFolder folder = ScratchFolder.create("ingot-demo")) {
            Demo.Result result = runDemo(project, cases, folder.path());
            if (!result.problems().isEmpty()) {
                folder.keep();
            }
            print(result, cases.size(), folder.path());
            return result.problems().isEmpty() ? 0 : 1;
        }
    }

    private Demo.Result runDemo(ProjectFolder project, List<Case> cases, Path folder)
        throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Starting an agent each for %s%n", String.join(" and ", runtimes));
        out.flush();
        try (Demo demo = Demo.open(project, runtimes.stream().distinct().toList(), store, folder)) {
            return demo.run(cases, new PrintedProgress(out));
        }
    }

    private void print(Demo.Result result, int cases, Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        out.println();
        result.comparison().lines().forEach(out::println);
        out.println();
        result.problems().forEach(out::println);
        if (result.problems().isEmpty()) {
            out.printf("All %d results on %s are as expected.%n", cases, String.join(" and ", runtimes));
        } else {
            out.println("Not everything is as expected. The agents' logs are in " + folder);
        }
        out.flush();
    }

    private static List<Case> readCases(ProjectFolder project) throws IOException, InvalidArguments {
        try {
            return CaseFolder.read(project.cases()).stream().filter(next -> next.demoPosition().isPresent())
                .map(next -> next.withEnvironments(Map.of(Case.ENVIRONMENT, Demo.ENVIRONMENT)))
                .sorted(Comparator.comparingInt(next -> next.demoPosition().getAsInt())).toList();
        } catch (InvalidCases e) {
            throw new InvalidArguments(e.problems());
        }
    }

    private record PrintedProgress(PrintWriter out) implements Demo.Progress {
        @Override
        public void onReady(Duration startup) {
            print("Ready after %.1f s", startup.toMillis() / 1e3);
        }

        @Override
        public void onGraded(String runtime, CaseReport report) {
            String result = report.completedJob().map(PrintedProgress::result).orElse("no result");
            print("%-16s on %-12s %s%s", report.testCase().name(), runtime, result, report.hasPassed() ? "" : " UNEXPECTED");
        }

        private static String result(CompletedJob job) {
            return String.format(Locale.ROOT, "%-9s %6.2f %6d ms",
                job.result().status(), job.result().grade(), job.latency().toMillis());
        }

        private void print(String format, Object... arguments) {
            out.printf(Locale.ROOT, format + "%n", arguments);
            out.flush();
        }
    }
}
