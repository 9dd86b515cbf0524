package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;

/**
 * Queues messages of one registration. Used by any thread. Drops messages after the registration is lost, because the backend has
 * answered the jobs itself.
 */
public interface Outbox {
    /**
     * Queues a message. Never blocks. When it throws an exception, the message was not queued, and another may be sent in its
     * place.
     *
     * @throws RuntimeException when the message cannot be encoded
     */
    void put(AgentMessage message);

    /**
     * Encodes a message in advance, for a time when memory is short.
     *
     * @return queues the message as {@link #put} does
     * @throws RuntimeException when the message cannot be encoded
     */
    default Runnable prepare(AgentMessage message) {
        return () -> put(message);
    }
}
