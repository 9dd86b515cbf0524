package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.UnreadableJob;

/** What the session calls. Calls come from the session's own thread and must not block. */
public interface BackendListener {

    /** Asked before each registration. */
    AgentMessage.Hello createHello();

    /** A job to run; everything about it is answered on {@code outbox}. */
    void submitJob(BackendMessage.NewJob job, Outbox outbox);

    /** A job that cannot be run, as only its id can be read; it is to be answered all the same. */
    void rejectUnreadableJob(UnreadableJob job, Outbox outbox);

    /** A job to end. */
    void killJob(BackendMessage.KillJob kill, Outbox outbox);

    /** The backend is silent: every job that came with this outbox is to be ended. */
    void handleBackendLoss(Outbox outbox);
}
