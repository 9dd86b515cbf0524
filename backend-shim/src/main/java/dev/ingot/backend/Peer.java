package dev.ingot.backend;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Whoever is at the other end of a ROUTER socket.
 *
 * @param hex the routing id
 */
public record Peer(String hex) {

    public static Peer of(byte[] routingId) {
        return new Peer(HexFormat.of().formatHex(routingId));
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
