package dev.ingot.backend.standin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ZmqPeerTest {
    @Test
    void printsARoutingIdAsTextWhenItIsPrintable() {
        assertEquals("ingot-1", ZmqPeer.of("ingot-1".getBytes(StandardCharsets.US_ASCII)).toString());
        assertEquals("006b8b4567", ZmqPeer.of(new byte[] {0, 0x6b, (byte) 0x8b, 0x45, 0x67}).toString());
    }

    @Test
    void peersAreEqualByTheirId() {
        assertEquals(ZmqPeer.of(new byte[] {0, -1}), ZmqPeer.of(new byte[] {0, -1}));
        assertArrayEquals(new byte[] {0, -1}, ZmqPeer.of(new byte[] {0, -1}).routingId());
    }
}
