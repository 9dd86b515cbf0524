package dev.ingot.agent.session;

import dev.ingot.protocol.Dialect;
import java.time.Duration;

/**
 * The settings of a session with a backend.
 *
 * @param routingId       see {@link RoutingId}
 * @param maxMessageBytes a longer message from the backend breaks the connection
 * @param silenceTimeout         silence after which the backend counts as lost
 */
public record SessionSettings(
    BackendAddress backend, String routingId, Dialect dialect, int maxMessageBytes, Duration silenceTimeout) {

    /** The timeout of INGInious' own agent. */
    public static final Duration DEFAULT_SILENCE_TIMEOUT = Duration.ofSeconds(10);
    public static final int MAX_MESSAGE_BYTES = 512 << 20;
}
