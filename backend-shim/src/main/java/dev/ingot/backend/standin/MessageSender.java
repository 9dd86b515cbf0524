package dev.ingot.backend.standin;

import dev.ingot.protocol.BackendMessage;

/** Sends the messages of the dispatcher. A message to a disconnected peer is discarded without an error. */
public interface MessageSender {
    /** Sends a message to an agent. */
    void sendToAgent(ZmqPeer agent, BackendMessage.ToAgent message);

    /** Sends a message to a client. */
    void sendToClient(ZmqPeer client, BackendMessage.ToClient message);
}
