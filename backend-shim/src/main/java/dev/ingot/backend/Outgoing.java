package dev.ingot.backend;

import dev.ingot.protocol.BackendMessage;

/** Where the dispatcher's messages go. A message to a peer that is gone is lost without a word. */
public interface Outgoing {
    void toAgent(Peer agent, BackendMessage.ToAgent message);

    void toClient(Peer client, BackendMessage.ToClient message);
}
