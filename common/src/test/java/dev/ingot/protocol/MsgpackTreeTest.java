package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MsgpackTreeTest {

    @Test
    void integersTakeTheFewestBytes() {
        Map<Number, String> encodings = Map.of(
            0, "00", 127, "7f", 128L, "cc80", 65535, "cdffff", 65536, "ce00010000", -1, "ff", -33, "d0df",
            Long.MIN_VALUE, "d38000000000000000", BigInteger.TWO.pow(64).subtract(BigInteger.ONE), "cfffffffffffffffff");
        encodings.forEach((number, hex) -> assertEquals(hex, Hex.of(MsgpackTree.encode(number))));
    }

    @Test
    void integersComeBackAsLongWhileTheyFit() throws MalformedMessage {
        assertEquals(127L, MsgpackTree.decode(Hex.bytes("7f")));
        assertEquals(Long.MAX_VALUE, MsgpackTree.decode(Hex.bytes("cf7fffffffffffffff")));
        assertEquals(BigInteger.TWO.pow(63), MsgpackTree.decode(Hex.bytes("cf8000000000000000")));
    }

    @Test
    void keepsTextAndBytesDistinct() throws MalformedMessage {
        assertEquals("a161", Hex.of(MsgpackTree.encode("a")));
        assertEquals("c40161", Hex.of(MsgpackTree.encode(new byte[] {'a'})));
        assertEquals("d920" + "61".repeat(32), Hex.of(MsgpackTree.encode("a".repeat(32))));
        assertEquals("é✓😀", MsgpackTree.decode(MsgpackTree.encode("é✓😀")));
        assertArrayEquals(new byte[] {-1}, (byte[]) MsgpackTree.decode(Hex.bytes("c401ff")));
    }

    @Test
    void textThatIsNotUtf8IsMalformed() {
        assertThrows(MalformedMessage.class, () -> MsgpackTree.decode(Hex.bytes("a1ff")));
    }

    @Test
    void convertsKeysToText() throws MalformedMessage {
        assertEquals(Map.of("1", true), MsgpackTree.decode(Hex.bytes("8101c3")));
        assertEquals(Map.of("a", true), MsgpackTree.decode(Hex.bytes("81c40161c3")));
        assertEquals(Map.of("null", true), MsgpackTree.decode(Hex.bytes("81c0c3")));
        assertThrows(MalformedMessage.class, () -> MsgpackTree.decode(Hex.bytes("8190c3")));
    }

    @Test
    void mapsKeepTheirOrderAndNils() throws MalformedMessage {
        Map<?, ?> map = (Map<?, ?>) MsgpackTree.decode(Hex.bytes("82a162c0a16101"));
        assertEquals(List.of("b", "a"), List.copyOf(map.keySet()));
        assertEquals(new ArrayList<>(Arrays.asList(null, 1L)), new ArrayList<>(map.values()));
    }

    @Test
    void rejectsTrailingBytes() {
        assertEquals("1 bytes follow the message",
            assertThrows(MalformedMessage.class, () -> MsgpackTree.decode(Hex.bytes("c0c0"))).getMessage());
    }

    @Test
    void rejectsIncompleteFrames() {
        for (String hex : List.of("", "a5", "81", "c4", "c5ff", "cf00", "92c0", "c1", "d40001")) {
            assertThrows(MalformedMessage.class, () -> MsgpackTree.decode(Hex.bytes(hex)), hex);
        }
    }

    @Test
    void rejectsAHeaderThatClaimsMoreThanTheFrameHolds() {
        List<String> liars =
            List.of("dbffffffff61", "dd7fffffff", "ddffffffffc0", "df7fffffff", "dfffffffff", "c6fffffff0", "c67fffffff");
        for (String hex : liars) {
            assertThrows(MalformedMessage.class, () -> MsgpackTree.decode(Hex.bytes(hex)), hex);
        }
    }

    @Test
    void limitsTheDepthWhenEncodingAndDecoding() throws MalformedMessage {
        Object deepest = nested(MsgpackTree.MAX_DEPTH);
        assertEquals(deepest, MsgpackTree.decode(MsgpackTree.encode(deepest)));
        assertThrows(IllegalArgumentException.class, () -> MsgpackTree.encode(nested(MsgpackTree.MAX_DEPTH + 1)));
        byte[] bottomless = new byte[1_000_000];
        Arrays.fill(bottomless, (byte) 0x91);
        assertThrows(MalformedMessage.class, () -> MsgpackTree.decode(bottomless));
    }

    @Test
    void rejectsValuesThatMsgpackCannotEncode() {
        assertThrows(IllegalArgumentException.class, () -> MsgpackTree.encode(new Object()));
        assertThrows(IllegalArgumentException.class, () -> MsgpackTree.encode(Map.of(1, "a")));
        assertThrows(IllegalArgumentException.class, () -> MsgpackTree.encode(BigInteger.TWO.pow(64)));
    }

    @Test
    void floatsAreDoubles() throws MalformedMessage {
        assertEquals("cb3ff8000000000000", Hex.of(MsgpackTree.encode(1.5f)));
        assertEquals(1.5, MsgpackTree.decode(Hex.bytes("ca3fc00000")));
    }

    @Test
    void roundTripsALargeArchive() throws MalformedMessage {
        byte[] archive = new byte[30_000_000];
        archive[29_999_999] = 7;
        Map<?, ?> back = (Map<?, ?>) MsgpackTree.decode(MsgpackTree.encode(new HashMap<>(Map.of("archive", archive))));
        assertArrayEquals(archive, (byte[]) back.get("archive"));
    }

    private static Object nested(int depth) {
        Object tree = "bottom";
        for (int i = 0; i < depth; i++) {
            tree = List.of(tree);
        }
        return tree;
    }
}
