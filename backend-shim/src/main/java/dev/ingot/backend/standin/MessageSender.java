package dev.ingot.backend.standin;

import dev.ingot.protocol.BackendMessage;

/** Where the dispatcher's messages go. A message to a peer that is gone is lost without a word. */
public interface MessageSender {
    void sendToAgent(ZmqPeer agent, BackendMessage.ToAgent message);

    void sendToClient(ZmqPeer client, BackendMessage.ToClient message);
}
