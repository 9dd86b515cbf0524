package dev.ingot.backend.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.ingot.backend.bench.RuntimeSpec;
import dev.ingot.backend.cases.InvalidCases;
import dev.ingot.backend.demo.ProjectFolder;
import dev.ingot.backend.soak.Soak;
import dev.ingot.backend.soak.SoakPlan;
import dev.ingot.backend.soak.SoakReport;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the soak test, which checks whether an agent leaks resources. */
@Command(name = "soak", sortOptions = false,
    description = "Runs jobs of every case in e2e/ on a real agent, kills some at random times, and compares the agent's "
        + "resources after the first tenth and at the end. Exits with 0 when every job was answered once, as expected, and "
        + "nothing was left.")
final class BenchSoakCommand implements Callable<Integer> {
    private static final int PROGRESS_INTERVAL = 100;

    @Option(names = "--runtime", paramLabel = "MANAGER:OCI_RUNTIME", defaultValue = "oci:crun",
        description = "append +N for N warm containers per environment (default: ${DEFAULT-VALUE})")
    private String runtime;

    @Option(names = "--warm", paramLabel = "N", defaultValue = "0",
        description = "warm containers of each environment (default: ${DEFAULT-VALUE})")
    private int warm;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "2000", description = "number of jobs (default: ${DEFAULT-VALUE})")
    private int jobs;

    @Option(names = "--concurrency", paramLabel = "C", defaultValue = "4",
        description = "capacity of the agent, and concurrent jobs (default: ${DEFAULT-VALUE})")
    private int concurrency;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
        description = "seed of the random draw of jobs (default: ${DEFAULT-VALUE})")
    private long seed;

    @Mixin
    private ProjectOption root;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ((Logger) LoggerFactory.getLogger(StandInBackend.class.getPackageName())).setLevel(Level.WARN);
        SoakPlan plan = toPlan();
        ProjectFolder project = root.toProjectFolder();
        try (InterruptOnShutdown end = InterruptOnShutdown.open(); ScratchFolder folder = ScratchFolder.create("ingot-soak")) {
            SoakReport report = runSoak(plan, project, folder);
            print(report, plan);
            if (report.failures().isEmpty()) {
                return 0;
            }
            folder.keep();
            spec.commandLine().getErr().println("The agent's files are in " + folder.path());
            return 1;
        }
    }

    private SoakPlan toPlan() throws InvalidArguments {
        OptionProblems problems = new OptionProblems();
        problems.requireRuntime(runtime);
        problems.requireAtLeast(0, "--warm", warm);
        problems.requireAtLeast(1, "--jobs", jobs);
        problems.requireAtLeast(1, "--concurrency", concurrency);
        problems.throwIfAny();
        return new SoakPlan(RuntimeSpec.parse(runtime, warm), jobs, concurrency, seed);
    }

    private SoakReport runSoak(SoakPlan plan, ProjectFolder project, ScratchFolder folder)
        throws IOException, InterruptedException, InvalidCases {
        PrintWriter err = spec.commandLine().getErr();
        err.printf("%d jobs on %s, %d at once, seed %d%n", plan.jobs(), plan.runtime(), plan.concurrency(), plan.seed());
        try (Soak soak = Soak.open(plan, project, folder.path())) {
            return soak.run(answered -> {
                if (answered % PROGRESS_INTERVAL == 0) {
                    err.printf("%d answered%n", answered);
                    err.flush();
                }
            });
        } catch (IOException e) {
            folder.keep();
            throw new IOException(e.getMessage() + "\nThe agent's files are in " + folder.path(), e);
        }
    }

    private void print(SoakReport report, SoakPlan plan) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%d jobs answered: %s; %d of them were warm%n",
            report.verdicts().values().stream().mapToLong(Long::longValue).sum(), report.verdicts(), report.warmJobs());
        out.printf("%-24s %12s %12s%n", "", "after " + plan.baselineJobs(), "after " + plan.jobs());
        report.after().forEach((name, count) -> out.printf("%-24s %12d %12d%n", name, report.before().get(name), count));
        List<String> failures = report.failures();
        failures.forEach(failure -> out.println("FAILED: " + failure));
        out.println(failures.isEmpty() ? "Every job was answered once and nothing was left." : failures.size() + " failures");
        out.flush();
    }
}
