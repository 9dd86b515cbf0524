package dev.ingot.backend.cases;

import dev.ingot.backend.client.Submission;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One end-to-end case.
 *
 * @param name         of its folder
 * @param about        a sentence that says what is shown
 * @param demoPosition         its place in the demonstration; empty when it is for tests only
 * @param environment  the environment's name; its type is chosen by the program that runs the case
 * @param needs        capabilities without which the case cannot hold
 * @param testsAgentOnly whether every runtime must give the same result, so that one runtime is enough to test it
 * @param courseId     null, like the task's id, for a job without a task
 * @param parameters   sent as they stand
 * @param killAfter    how long after the start the client kills the job
 * @param expectations field of the result to what it must be, see {@link Expectation}
 */
public record Case(
    String name,
    String about,
    OptionalInt demoPosition,
    String environment,
    Set<String> needs,
    boolean testsAgentOnly,
    String courseId,
    String taskId,
    Map<String, Object> input,
    Map<String, Object> parameters,
    Object debug,
    Optional<Duration> killAfter,
    Map<String, Object> expectations) {

    /**
     * The environment of cases that name none: an image that build.sh of this project makes. No environment of INGInious is
     * called so, and an image for tests serves no job of a production agent on the same host.
     */
    public static final String ENVIRONMENT = "ingot-default";

    Submission toSubmission(String environmentType) {
        return new Submission(environmentType, environment, courseId, taskId, input, parameters, debug);
    }

    /** The same, killed so long after its start. */
    public Case withKillAfter(Optional<Duration> after) {
        return new Case(name, about, demoPosition, environment, needs, testsAgentOnly, courseId, taskId, input, parameters, debug,
            after, expectations);
    }

    /** The same in another environment; a case whose environment is not among the keys stays as it is. */
    public Case withEnvironments(Map<String, String> environments) {
        return new Case(name, about, demoPosition, environments.getOrDefault(environment, environment), needs,
            testsAgentOnly, courseId, taskId, input, parameters, debug, killAfter, expectations);
    }

    @Override
    public String toString() {
        return name;
    }
}
