package dev.ingot.backend.cli;

import dev.ingot.backend.bench.BenchPlan;
import dev.ingot.backend.bench.RuntimeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that select what to measure. */
final class BenchOptions {
    private static final String DEFAULT_RUNTIME = "oci:crun";
    private static final String LOOPBACK_ANY_PORT = "tcp://127.0.0.1:*";

    @Option(names = "--runtime", split = ",", paramLabel = "MANAGER:OCI_RUNTIME",
        description = "e.g. oci:crun,docker:runc (default: " + DEFAULT_RUNTIME + ", and none with --external); append +N for N "
            + "warm containers per environment, e.g. oci:crun,oci:crun+2")
    private List<String> runtimes = new ArrayList<>();

    @Option(names = "--external", arity = "0..1", fallbackValue = LOOPBACK_ANY_PORT, paramLabel = "ADDR",
        description = "also measures an agent that you start yourself; it connects to ADDR, e.g. tcp://127.0.0.1:2001 "
            + "(default: a free port, which is printed)")
    private String external;

    @Option(names = "--warm", paramLabel = "N", defaultValue = "0",
        description = "warm containers per environment of each runtime that has no +N (default: ${DEFAULT-VALUE})")
    private int warm;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "100",
        description = "jobs for each arrival pattern (one at a time, closed loop) on each runtime (default: ${DEFAULT-VALUE})")
    private int jobs;

    @Option(names = "--concurrency", paramLabel = "C", defaultValue = "8",
        description = "capacity of the agent, and concurrent jobs in the closed loop (default: ${DEFAULT-VALUE})")
    private int concurrency;

    @Option(names = "--gap", paramLabel = "MS", defaultValue = "150",
        description = "time from a result to the next submission, when jobs arrive one at a time (default: ${DEFAULT-VALUE})")
    private long gapMillis;

    @Option(names = "--warm-up", paramLabel = "S", defaultValue = "5",
        description = "warm-up in seconds; its jobs are not counted (default: ${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(names = "--env", paramLabel = "NAME", defaultValue = "null",
        description = "name of the environment (default: ${DEFAULT-VALUE}, whose grader sends a result at once)")
    private String environment;

    @Option(names = "--tasks", paramLabel = "DIR", description = "tasks folder, for jobs with a task")
    private Path tasks;

    @Option(names = "--course", paramLabel = "ID", description = "course of the task")
    private String course;

    @Option(names = "--task", paramLabel = "ID", description = "task to grade; a job without a task when absent")
    private String task;

    /**
     * Returns the plan that the options describe.
     *
     * @param json file for the figures; null for none
     * @throws InvalidArguments when an option is invalid
     */
    BenchPlan toPlan(Path json) throws InvalidArguments {
        OptionProblems problems = new OptionProblems();
        checkNumbers(problems);
        checkRuntimes(problems);
        checkTask(problems);
        if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
            problems.add("--json: there is no folder " + json.toAbsolutePath().getParent());
        }
        if (environment.contains("/")) {
            problems.add("--env must be a name without type, such as null or python3, got \"" + environment
                + "\"; its type is always " + BenchPlan.ENVIRONMENT_TYPE);
        }
        problems.throwIfAny();
        List<RuntimeSpec> measured = (runtimes.isEmpty() && external == null ? List.of(DEFAULT_RUNTIME) : runtimes).stream()
            .map(text -> RuntimeSpec.parse(text, warm)).toList();
        return new BenchPlan(
            measured, Optional.ofNullable(external), jobs, concurrency, Duration.ofMillis(gapMillis),
            Duration.ofSeconds(warmUpSeconds), environment,
            Optional.ofNullable(task).map(id -> new BenchPlan.Task(tasks.toAbsolutePath(), course, id)));
    }

    private void checkNumbers(OptionProblems problems) {
        problems.requireAtLeast(0, "--warm", warm);
        problems.requireAtLeast(1, "--jobs", jobs);
        problems.requireAtLeast(1, "--concurrency", concurrency);
        problems.requireAtLeast(0, "--warm-up", warmUpSeconds);
        problems.requireAtLeast(0, "--gap", gapMillis);
    }

    private void checkRuntimes(OptionProblems problems) {
        if (runtimes.stream().distinct().count() < runtimes.size()) {
            problems.add("--runtime has duplicates: " + String.join(",", runtimes));
        }
        runtimes.forEach(problems::requireRuntime);
    }

    private void checkTask(OptionProblems problems) {
        if ((tasks == null) != (course == null) || (course == null) != (task == null)) {
            problems.add("--tasks, --course and --task go together");
        } else if (tasks != null && !Files.isDirectory(tasks.resolve(course).resolve(task))) {
            problems.add("there is no task " + course + "/" + task + " in " + tasks);
        }
    }
}
