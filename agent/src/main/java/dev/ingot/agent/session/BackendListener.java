package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.UnreadableJob;

/** Receives the messages of the backend. Methods are called by the session's thread and must not block. */
public interface BackendListener {

    /** Creates the hello of a registration. */
    AgentMessage.Hello createHello();

    /** Starts a job, whose messages go to {@code outbox}. */
    void submitJob(BackendMessage.NewJob job, Outbox outbox);

    /** Answers a job of which only the id can be read. */
    void rejectUnreadableJob(UnreadableJob job, Outbox outbox);

    /** Kills a job. */
    void killJob(BackendMessage.KillJob kill, Outbox outbox);

    /** Aborts every job that came with this outbox, because the backend is lost. */
    void handleBackendLoss(Outbox outbox);
}
