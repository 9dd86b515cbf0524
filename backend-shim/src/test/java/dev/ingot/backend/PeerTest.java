package dev.ingot.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PeerTest {
    @Test
    void routingIdsShowAsTextWhereTheyAreText() {
        assertEquals("ingot-1", Peer.of("ingot-1".getBytes(StandardCharsets.US_ASCII)).toString());
        assertEquals("006b8b4567", Peer.of(new byte[] {0, 0x6b, (byte) 0x8b, 0x45, 0x67}).toString());
    }

    @Test
    void peersAreEqualByTheirId() {
        assertEquals(Peer.of(new byte[] {0, -1}), Peer.of(new byte[] {0, -1}));
        assertArrayEquals(new byte[] {0, -1}, Peer.of(new byte[] {0, -1}).routingId());
    }
}
