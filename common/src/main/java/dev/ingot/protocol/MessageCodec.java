package dev.ingot.protocol;

/**
 * Messages to and from ZeroMQ frames, in one dialect. Encoding writes exactly the keys the Python code declares, because
 * that code dies of one more or one less; decoding takes every release line's variant. Stateless and thread-safe.
 */
public final class MessageCodec {
    private final AgentWire agentWire;

    public MessageCodec(Dialect dialect) {
        agentWire = new AgentWire(dialect);
    }

    public byte[] encode(AgentMessage message) {
        return agentWire.write(message).encode();
    }

    public byte[] encode(ClientMessage message) {
        return ClientWire.write(message).encode();
    }

    public byte[] encode(BackendMessage message) {
        return switch (message) {
            case BackendMessage.ToAgent toAgent -> BackendToAgentWire.write(toAgent).encode();
            case BackendMessage.ToClient toClient -> BackendToClientWire.write(toClient).encode();
        };
    }

    /**
     * What an agent received.
     *
     * @throws UnreadableJob for a job whose id can be read and whose rest cannot
     */
    public BackendMessage.ToAgent decodeToAgent(byte[] frame) throws MalformedMessage {
        return BackendToAgentWire.read(frame);
    }

    /** What a client received. */
    public BackendMessage.ToClient decodeToClient(byte[] frame) throws MalformedMessage {
        return BackendToClientWire.read(Fields.of(frame, MessageBuilder.TYPE));
    }

    /** What a backend received from an agent. */
    public AgentMessage decodeAgent(byte[] frame) throws MalformedMessage {
        return agentWire.read(Fields.of(frame, MessageBuilder.TYPE));
    }

    /** What a backend received from a client. */
    public ClientMessage decodeClient(byte[] frame) throws MalformedMessage {
        return ClientWire.read(Fields.of(frame, MessageBuilder.TYPE));
    }
}
