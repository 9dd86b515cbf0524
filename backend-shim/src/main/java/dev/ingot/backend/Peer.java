package dev.ingot.backend;

import java.util.HexFormat;

/**
 * Whoever is at the other end of a ROUTER socket.
 *
 * @param hex the routing id, as it appears in the log
 */
public record Peer(String hex) {

    public static Peer of(byte[] routingId) {
        return new Peer(HexFormat.of().formatHex(routingId));
    }

    public byte[] routingId() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
