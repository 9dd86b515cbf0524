package dev.ingot.backend.client;

import dev.ingot.protocol.ClientMessage;
import java.util.Map;

/**
 * Describes a job to submit.
 *
 * @param environmentType environment type
 * @param environment     name of the environment
 * @param courseId        id of the course; null, together with the task's id, for a job without a task
 * @param taskId          id of the task
 * @param input           problem id to answer; a file is a map of {@code filename} and {@code value}
 * @param parameters      limits, network, run command
 * @param debug           {@code Boolean}, or the string "ssh"
 */
public record Submission(
    String environmentType,
    String environment,
    String courseId,
    String taskId,
    Map<String, Object> input,
    Map<String, Object> parameters,
    Object debug) {

    ClientMessage.NewJob toMessage(String jobId, String launcher) {
        return new ClientMessage.NewJob(
            jobId, 0, courseId, taskId, Map.of(), input, environmentType, environment, parameters, debug, launcher);
    }
}
