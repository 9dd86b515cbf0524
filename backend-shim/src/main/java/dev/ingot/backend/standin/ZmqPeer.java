package dev.ingot.backend.standin;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Identifies a peer of a ROUTER socket.
 *
 * @param hex routing id in hexadecimal digits
 */
public record ZmqPeer(String hex) {

    /** Returns the peer with a routing id. */
    public static ZmqPeer of(byte[] routingId) {
        return new ZmqPeer(HexFormat.of().formatHex(routingId));
    }

    /** Returns the routing id. */
    public byte[] routingId() {
        return HexFormat.of().parseHex(hex);
    }

    /** Returns the routing id for log lines: as text when it is printable, as most ids chosen by peers are, otherwise as hex. */
    @Override
    public String toString() {
        String text = new String(routingId(), StandardCharsets.ISO_8859_1);
        return text.chars().allMatch(c -> c > ' ' && c <= '~') ? text : hex;
    }
}
