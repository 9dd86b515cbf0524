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
 * @param name         name of its folder
 * @param description  sentence that describes the case
 * @param demoPosition position in the demo; empty when the case is only for tests
 * @param environment  name of the environment; the program that runs the case chooses the type
 * @param requires     capabilities that the case requires
 * @param testsAgentOnly whether every runtime must give the same result, so that one runtime is enough to test it
 * @param courseId     id of the course; null, like the task's id, for a job without a task
 * @param taskId       id of the task
 * @param input        the submission
 * @param parameters   environment parameters, sent unchanged
 * @param debug        {@code Boolean}, or the string "ssh"
 * @param killAfter    time from the start of the job until the client kills it; empty for no kill
 * @param expectations field of the result to its expected value, see {@link Expectation}
 */
public record Case(
    String name,
    String description,
    OptionalInt demoPosition,
    String environment,
    Set<String> requires,
    boolean testsAgentOnly,
    String courseId,
    String taskId,
    Map<String, Object> input,
    Map<String, Object> parameters,
    Object debug,
    Optional<Duration> killAfter,
    Map<String, Object> expectations) {

    /**
     * The environment of cases that name none, whose image this project's build.sh builds. INGInious has no environment of this
     * name, so a production agent on the same host never uses the test image for a job.
     */
    public static final String ENVIRONMENT = "ingot-default";

    Submission toSubmission(String environmentType) {
        return new Submission(environmentType, environment, courseId, taskId, input, parameters, debug);
    }

    /** Returns the case with another time of the kill. */
    public Case withKillAfter(Optional<Duration> after) {
        return new Case(name, description, demoPosition, environment, requires, testsAgentOnly, courseId, taskId, input,
            parameters, debug, after, expectations);
    }

    /**
     * Returns the case in another environment.
     *
     * @param environments environment to its replacement; the case is unchanged when its environment is not a key
     */
    public Case withEnvironments(Map<String, String> environments) {
        return new Case(name, description, demoPosition, environments.getOrDefault(environment, environment), requires,
            testsAgentOnly, courseId, taskId, input, parameters, debug, killAfter, expectations);
    }

    @Override
    public String toString() {
        return name;
    }
}
