package dev.ingot.backend.standin;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Whoever is at the other end of a ROUTER socket.
 *
 * @param hex the routing id
 */
public record ZmqPeer(String hex) {

    public static ZmqPeer of(byte[] routingId) {
        return new ZmqPeer(HexFormat.of().formatHex(routingId));
    }

    public byte[] routingId() {
        return HexFormat.of().parseHex(hex);
    }

    /** For the log: ids that their owner chose are mostly text. */
    @Override
    public String toString() {
        String text = new String(routingId(), StandardCharsets.ISO_8859_1);
        return text.chars().allMatch(c -> c > ' ' && c <= '~') ? text : hex;
    }
}
