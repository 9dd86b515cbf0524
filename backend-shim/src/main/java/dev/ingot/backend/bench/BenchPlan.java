package dev.ingot.backend.bench;

import dev.ingot.backend.client.Submission;
import dev.ingot.backend.load.LoadRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Describes what a benchmark measures.
 *
 * @param runtimes    runtimes in the order of the report
 * @param external    address for an agent that the user starts; empty for none
 * @param jobs        number of jobs for each arrival pattern on each runtime
 * @param concurrency capacity of each agent, and concurrent jobs in the closed loop
 * @param gap         time from a result to the next submission when jobs arrive one at a time
 * @param warmUp      time for which each agent runs jobs that are not counted; the JVM compiles the agent's code meanwhile
 * @param environment name of the environment, which has the type {@value #ENVIRONMENT_TYPE}
 * @param task        task to grade; empty to run only the image
 */
public record BenchPlan(
    List<RuntimeSpec> runtimes,
    Optional<String> external,
    int jobs,
    int concurrency,
    Duration gap,
    Duration warmUp,
    String environment,
    Optional<Task> task) {

    /** The environment type of all jobs. */
    public static final String ENVIRONMENT_TYPE = "docker";

    private static final int MAX_ROUNDS = 5;
    /** A closed loop has less concurrency at its start and end; longer turns reduce the influence of that. */
    private static final int LOOPS_PER_TURN = 5;

    /**
     * A task to grade.
     *
     * @param tasks  folder of the tasks
     * @param course id of the course
     * @param id     id of the task
     */
    public record Task(Path tasks, String course, String id) { }

    /** The order in which jobs arrive. */
    public enum ArrivalPattern {
        /** One job at a time, with a gap between a result and the next submission. */
        SPACED,
        /** A fixed number of concurrent jobs, each result followed by the next submission. */
        CLOSED_LOOP
    }

    /** Returns the names of all agents that are measured. */
    public List<String> targetNames() {
        return Stream.concat(runtimes.stream().map(RuntimeSpec::toString),
            external.stream().map(address -> BenchTarget.EXTERNAL)).toList();
    }

    /** Returns the number of rounds. Every agent has one turn in each, so that noise of the machine affects all alike. */
    public int rounds() {
        return Math.clamp(jobs / ((long) LOOPS_PER_TURN * concurrency), 1, MAX_ROUNDS);
    }

    /** Returns the jobs of one turn. */
    LoadRun planTurn(ArrivalPattern arrivals, int round) {
        int turnJobs = jobs / rounds() + (round < jobs % rounds() ? 1 : 0);
        return new LoadRun(turnJobs, concurrency(arrivals), gap(arrivals));
    }

    /** Returns the jobs that run at least once, and again until the warm-up time is over. */
    LoadRun planWarmUp() {
        return new LoadRun(2 * concurrency, concurrency, Duration.ZERO);
    }

    int concurrency(ArrivalPattern arrivals) {
        return arrivals == ArrivalPattern.SPACED ? 1 : concurrency;
    }

    Duration gap(ArrivalPattern arrivals) {
        return arrivals == ArrivalPattern.SPACED ? gap : Duration.ZERO;
    }

    Submission toSubmission() {
        return new Submission(ENVIRONMENT_TYPE, environment, task.map(Task::course).orElse(null), task.map(Task::id).orElse(null),
            Map.of(), Map.of(), false);
    }
}
