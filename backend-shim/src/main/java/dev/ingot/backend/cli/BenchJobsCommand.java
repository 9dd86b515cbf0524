package dev.ingot.backend.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.ingot.backend.bench.BenchPlan;
import dev.ingot.backend.bench.Benchmark;
import dev.ingot.backend.bench.Measurement;
import dev.ingot.backend.bench.MeasurementJson;
import dev.ingot.backend.bench.MeasurementTable;
import dev.ingot.backend.demo.ProjectFolder;
import dev.ingot.backend.standin.StandInBackend;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the latency of jobs and the resources of agents on one or several runtimes. */
@Command(name = "jobs", sortOptions = false,
    description = "Runs jobs on each runtime with a real agent, the runtimes in turns, and prints the latency of the jobs, the "
        + "time in each phase and the resources of the agent. Exits with 0 when every job was answered, with any verdict.")
final class BenchJobsCommand implements Callable<Integer> {

    @Mixin
    private BenchOptions options;

    @Option(names = "--json", paramLabel = "FILE",
        description = "also writes the figures to FILE; docs/benchmarks.md describes it")
    private Path json;

    @Mixin
    private ProjectOption root;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        // Log lines of the backends would interrupt the progress output.
        ((Logger) LoggerFactory.getLogger(StandInBackend.class.getPackageName())).setLevel(Level.WARN);
        BenchPlan plan = options.toPlan(json);
        ProjectFolder project = root.toProjectFolder();
        try (InterruptOnShutdown end = InterruptOnShutdown.open(); ScratchFolder folder = ScratchFolder.create("ingot-bench")) {
            List<Measurement> measurements = measure(plan, project, folder);
            PrintWriter out = spec.commandLine().getOut();
            out.println();
            new MeasurementTable(measurements).lines().forEach(out::println);
            out.flush();
            if (json != null) {
                new MeasurementJson().write(measurements, json);
            }
        }
        return 0;
    }

    private List<Measurement> measure(BenchPlan plan, ProjectFolder project, ScratchFolder folder)
        throws IOException, InterruptedException {
        PrintedProgress progress = new PrintedProgress(spec.commandLine().getErr(), plan);
        progress.print("%d jobs of each kind on %s, grading image %s/%s, in %d rounds; %d at once in the closed loop%n",
            plan.jobs(), String.join(", ", plan.targetNames()), BenchPlan.ENVIRONMENT_TYPE, plan.environment(), plan.rounds(),
            plan.concurrency());
        try (Benchmark benchmark = Benchmark.open(plan, project.launcher(), folder.path())) {
            return benchmark.run(progress);
        } catch (IOException e) {
            folder.keep();
            throw new IOException(e.getMessage() + "\nThe agents' files are in " + folder.path(), e);
        }
    }

    private record PrintedProgress(PrintWriter out, BenchPlan plan) implements Benchmark.Progress {
        @Override
        public void onAwaitingAgent(String address) {
            print("Waiting for an agent to connect to %s and to offer %s/%s; it should run %d jobs at once (--concurrency)%n",
                address, BenchPlan.ENVIRONMENT_TYPE, plan.environment(), plan.concurrency());
        }

        @Override
        public void onWarmedUp() {
            print("Warmed up; round");
        }

        @Override
        public void onRoundDone(int round) {
            print(" %d%s", round + 1, round + 1 == plan.rounds() ? "\n" : "");
        }

        private void print(String format, Object... arguments) {
            out.printf(format, arguments);
            out.flush();
        }
    }
}
