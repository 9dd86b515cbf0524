package dev.ingot.protocol;

/**
 * Encodes messages to ZeroMQ frames in one dialect, and decodes them. Encoding writes exactly the keys that the Python code
 * declares, because that code crashes on an additional or missing key; decoding accepts the variants of every release line.
 * Stateless and thread-safe.
 */
public final class MessageCodec {
    private final AgentWire agentWire;

    /** Creates a codec for one dialect. */
    public MessageCodec(Dialect dialect) {
        agentWire = new AgentWire(dialect);
    }

    /** Encodes a message from an agent to a backend. */
    public byte[] encode(AgentMessage message) {
        return agentWire.write(message).encode();
    }

    /** Encodes a message from a client to a backend. */
    public byte[] encode(ClientMessage message) {
        return ClientWire.write(message).encode();
    }

    /** Encodes a message from a backend. */
    public byte[] encode(BackendMessage message) {
        return switch (message) {
            case BackendMessage.ToAgent toAgent -> BackendToAgentWire.write(toAgent).encode();
            case BackendMessage.ToClient toClient -> BackendToClientWire.write(toClient).encode();
        };
    }

    /**
     * Decodes a frame that an agent received.
     *
     * @throws UnreadableJob    for a job whose id is readable although the message as a whole is not
     * @throws MalformedMessage for anything else that is not a message to an agent
     */
    public BackendMessage.ToAgent decodeToAgent(byte[] frame) throws MalformedMessage {
        return BackendToAgentWire.read(frame);
    }

    /** Decodes a frame that a client received. */
    public BackendMessage.ToClient decodeToClient(byte[] frame) throws MalformedMessage {
        return BackendToClientWire.read(Fields.of(frame, MessageBuilder.TYPE));
    }

    /** Decodes a frame that a backend received from an agent. */
    public AgentMessage decodeAgent(byte[] frame) throws MalformedMessage {
        return agentWire.read(Fields.of(frame, MessageBuilder.TYPE));
    }

    /** Decodes a frame that a backend received from a client. */
    public ClientMessage decodeClient(byte[] frame) throws MalformedMessage {
        return ClientWire.read(Fields.of(frame, MessageBuilder.TYPE));
    }
}
