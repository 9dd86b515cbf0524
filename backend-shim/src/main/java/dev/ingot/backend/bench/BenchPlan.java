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
 * What to measure.
 *
 * @param runtimes    in the order of the report
 * @param external    where to wait for an agent that somebody else starts
 * @param jobs        of each pattern of arrivals on each runtime
 * @param concurrency slots of an agent, and jobs at once in the closed loop
 * @param gap         from a result to the next submission when jobs come one at a time
 * @param warmUp      how long each agent has jobs before anything is counted; its program gets faster meanwhile
 * @param environment name of the grading image, of the type {@value #ENVIRONMENT_TYPE}
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

    /** Served by the runtime under test. */
    public static final String ENVIRONMENT_TYPE = "docker";

    private static final int MAX_ROUNDS = 5;
    /** A closed loop starts and ends with fewer jobs than it is meant to have; longer turns make that count less. */
    private static final int LOOPS_PER_TURN = 5;

    /** What the jobs grade; without one the image alone answers. */
    public record Task(Path tasks, String course, String id) { }

    /** How jobs arrive. */
    public enum ArrivalPattern {
        /** One at a time, with a gap between a result and the next submission. */
        SPACED,
        /** So many at once, each result followed by the next submission. */
        CLOSED_LOOP
    }

    /** Names of all that are measured. */
    public List<String> targetNames() {
        return Stream.concat(runtimes.stream().map(RuntimeSpec::toString),
            external.stream().map(address -> BenchTarget.EXTERNAL)).toList();
    }

    /** How often each runtime has its turn, so that noise of the machine hits all alike. */
    public int rounds() {
        return Math.clamp(jobs / ((long) LOOPS_PER_TURN * concurrency), 1, MAX_ROUNDS);
    }

    /** The jobs of one turn. */
    LoadRun planTurn(ArrivalPattern arrivals, int round) {
        int many = jobs / rounds() + (round < jobs % rounds() ? 1 : 0);
        return new LoadRun(many, concurrency(arrivals), gap(arrivals));
    }

    /** What is run, once at least, until the warm-up is over. */
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
