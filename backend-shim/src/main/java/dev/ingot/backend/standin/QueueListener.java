package dev.ingot.backend.standin;

/** Receives the events of jobs at the backend; called on the dispatcher's thread, and must not block. */
public interface QueueListener {
    /** A listener that ignores all events. */
    QueueListener NONE = new QueueListener() { };

    /**
     * Called when a job starts to wait for an agent.
     *
     * @param environment TYPE/NAME; null when no agent ever offered it
     */
    default void onEnqueued(String jobId, String environment) { }

    /** Called when the job was sent to an agent. */
    default void onDispatched(String jobId) { }

    /** Called when the agent reported the job as started. */
    default void onStarted(String jobId) { }

    /** Called when the job got a result, from an agent or from the backend itself. */
    default void onAnswered(String jobId) { }

    /** Called when an agent sends a result of a job that is not running; the result is discarded. */
    default void onUnexpectedAnswer(String jobId) { }
}
