package dev.ingot.protocol;

import java.util.Map;

/** What a client (a frontend, a test, a load generator) tells the backend. */
public sealed interface ClientMessage {

    /** The client registers and from then on hears of environments and of its jobs. */
    record Hello(String name) implements ClientMessage { }

    /**
     * A submission; fields as in {@link BackendMessage.NewJob}.
     *
     * @param priority lower runs earlier
     * @param launcher who asked, as shown in the queue
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

    /** Ends a waiting or running job of this client. */
    record KillJob(String jobId) implements ClientMessage { }

    /** Asks for {@link BackendMessage.Queue}. */
    record GetQueue() implements ClientMessage { }

    /** Keeps the connection; answered by {@link BackendMessage.Pong}. */
    record Ping() implements ClientMessage { }
}
