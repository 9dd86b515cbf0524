package dev.ingot.backend;

/** Hears of what becomes of jobs at the backend; called on the dispatcher's thread, and must not block. */
public interface QueueListener {
    /** Nobody listens. */
    QueueListener NONE = new QueueListener() { };

    /**
     * A job waits.
     *
     * @param environment TYPE/NAME; null when no agent ever offered it
     */
    default void enqueued(String jobId, String environment) { }

    /** It went to an agent. */
    default void dispatched(String jobId) { }

    /** The agent said that it has it. */
    default void started(String jobId) { }

    /** It is answered, by an agent or by the backend itself. */
    default void answered(String jobId) { }

    /** An agent answers a job that does not run, or not any more; nobody is told. */
    default void answeredInVain(String jobId) { }
}
