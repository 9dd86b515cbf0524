package dev.ingot.backend.standin;

/** Hears of what becomes of jobs at the backend; called on the dispatcher's thread, and must not block. */
public interface QueueListener {
    /** Nobody listens. */
    QueueListener NONE = new QueueListener() { };

    /**
     * A job waits.
     *
     * @param environment TYPE/NAME; null when no agent ever offered it
     */
    default void onEnqueued(String jobId, String environment) { }

    /** It went to an agent. */
    default void onDispatched(String jobId) { }

    /** The agent said that it has it. */
    default void onStarted(String jobId) { }

    /** It is answered, by an agent or by the backend itself. */
    default void onAnswered(String jobId) { }

    /** An agent answers a job that does not run, or not any more; nobody is told. */
    default void onUnexpectedAnswer(String jobId) { }
}
