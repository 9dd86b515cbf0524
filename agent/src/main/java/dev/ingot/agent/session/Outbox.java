package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;

/**
 * Where messages of one registration are put, from any thread. After that registration is lost they are dropped: the
 * backend has answered the jobs itself.
 */
public interface Outbox {
    /**
     * Never blocks. What it throws, it throws before the message is taken: another one can be put in its place.
     *
     * @throws RuntimeException when the message cannot be encoded
     */
    void put(AgentMessage message);

    /**
     * Encodes a message ahead, for a time when there is little memory.
     *
     * @return puts the message as {@link #put} does
     * @throws RuntimeException when the message cannot be encoded
     */
    default Runnable prepare(AgentMessage message) {
        return () -> put(message);
    }
}
