package dev.ingot.protocol;

import java.util.Map;

/** A message from a client (a frontend, a test, a load generator) to the backend. */
public sealed interface ClientMessage {

    /** Registers the client, which then receives the environments and the messages about its jobs. */
    record Hello(String name) implements ClientMessage { }

    /**
     * Submits a job; fields as in {@link BackendMessage.NewJob}.
     *
     * @param priority jobs with a lower value run earlier
     * @param launcher name of the client, or of the person for whom it submits the job, as the queue shows it
     */
    record NewJob(
        String jobId,
        int priority,
        String courseId,
        String taskId,
        Map<String, Object> taskProblems,
        Map<String, Object> input,
        String environmentType,
        String environment,
        Map<String, Object> environmentParameters,
        Object debug,
        String launcher) implements ClientMessage { }

    /** Kills a waiting or running job of this client. */
    record KillJob(String jobId) implements ClientMessage { }

    /** Requests a {@link BackendMessage.Queue}. */
    record GetQueue() implements ClientMessage { }

    /** Keeps the connection alive; the backend answers with {@link BackendMessage.Pong}. */
    record Ping() implements ClientMessage { }
}
