package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MsgpackScannerTest {
    private static MsgpackScanner scan(byte[] frame, int step) throws MalformedMessage {
        MsgpackScanner scan = new MsgpackScanner(frame.length, "type");
        for (int i = 0; i < frame.length; i += step) {
            scan.accept(frame, i, Math.min(step, frame.length - i));
        }
        scan.end();
        return scan;
    }

    private static MsgpackScanner scan(String hex) throws MalformedMessage {
        return scan(HexFormat.of().parseHex(hex), 1);
    }

    /** Scans the frame byte by byte and as a whole. */
    @Test
    void agreesWithTheDecoderOnWhatIsMsgpack() throws IOException {
        Random random = new Random(7);
        List<byte[]> frames = new ArrayList<>();
        for (String file : List.of("backend-wire.jsonl", "container-stdio.jsonl")) {
            for (CapturedFrames.CapturedFrame captured : CapturedFrames.read(file)) {
                frames.add(captured.frame());
                for (int i = 0; i < 200; i++) {
                    byte[] mutated = captured.frame().clone();
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                    frames.add(mutated);
                }
            }
        }
        int sound = 0;
        for (byte[] frame : frames) {
            boolean decodes = canDecode(frame);
            // Only the decoder checks the encoding of strings and the types of keys.
            boolean scans = canScan(frame, 1);
            assertEquals(scans, canScan(frame, frame.length), () -> Hex.of(frame));
            assertTrue(scans || !decodes, () -> Hex.of(frame));
            sound += decodes ? 1 : 0;
        }
        assertTrue(sound > frames.size() / 4, "only " + sound + " of " + frames.size());
    }

    private static boolean canDecode(byte[] frame) {
        try {
            MsgpackTree.decode(frame);
            return true;
        } catch (MalformedMessage e) {
            return false;
        }
    }

    private static boolean canScan(byte[] frame, int step) {
        try {
            scan(frame, step);
            return true;
        } catch (MalformedMessage e) {
            return false;
        }
    }

    @Test
    void findsTheTypeAtAnyPositionInTheOutermostMap() throws MalformedMessage {
        byte[] first = HexFormat.of().parseHex("82a474797065a6726573756c74a178a474797065");
        assertEquals("result", scan(first, 1).type());
        assertEquals("result", scan("82" + "a178" + "81a474797065a161" + "a474797065" + "a6726573756c74").type());
        assertEquals("b", scan("82" + "a474797065a161" + "a474797065a162").type());
    }

    @Test
    void findsNoTypeWhereThereIsNone() throws MalformedMessage {
        assertNull(scan("80").type());
        assertNull(scan("92a474797065a161").type());
        assertNull(scan("81a178" + "81a474797065a161").type());
        assertNull(scan("81a474797065" + "c0").type());
        assertNull(scan("81a474797065" + "81a178a179").type());
        assertNull(scan("81a178" + "a474797065").type());
    }

    @Test
    void countsValuesAndLevels() throws MalformedMessage {
        MsgpackScanner scan = scan(MsgpackTree.encode(Map.of("a", List.of(1, List.of(), Map.of("b", 2.5)))), 3);
        assertEquals(8, scan.values());
        assertEquals(3, scan.depth());
    }

    @Test
    void rejectsWhatTheDecoderRejectsAsTooDeep() throws MalformedMessage {
        Object deepest = "bottom";
        for (int i = 0; i < MsgpackTree.MAX_DEPTH; i++) {
            deepest = List.of(deepest);
        }
        assertEquals(MsgpackTree.MAX_DEPTH, scan(MsgpackTree.encode(deepest), 100).depth());
        byte[] bottomless = new byte[10_000];
        Arrays.fill(bottomless, (byte) 0x91);
        assertThrows(MalformedMessage.class, () -> scan(bottomless, 100));
    }

    @Test
    void rejectsAHeaderThatClaimsMoreThanTheFrameHolds() {
        for (String hex : List.of("dbffffffff61", "dd7fffffff", "df7fffffff", "c6fffffff0", "9fc0", "8fc0", "cf00", "92c0",
            "d40001", "c1", "c0c0", "")) {
            assertFalse(canScan(HexFormat.of().parseHex(hex), 1), hex);
        }
    }

    /** Compares the estimate with the measured heap of trees of many kinds. */
    @Test
    void neverUnderestimatesTheHeap() throws MalformedMessage {
        int many = 200_000;
        List<Object> trees = List.of(Collections.nCopies(many, Map.of()), Collections.nCopies(many, List.of()),
            Collections.nCopies(many, Map.of("a", 1)), Collections.nCopies(many, List.of(1000)), Collections.nCopies(many, "é€"),
            Collections.nCopies(many, "some text"), Collections.nCopies(many, 1.5), Collections.nCopies(many, 100_000),
            Collections.nCopies(many, new byte[3]), Map.of("t", "x".repeat(10_000_000)),
            Map.of("t", "x".repeat(10_000_000) + "€"));
        for (Object tree : trees) {
            byte[] frame = MsgpackTree.encode(tree);
            long estimated = scan(frame, frame.length).heapBytes();
            System.gc();
            long before = usedHeap();
            Object decoded = MsgpackTree.decode(frame);
            System.gc();
            long taken = usedHeap() - before;
            Reference.reachabilityFence(decoded);
            // Other activity of the JVM also allocates memory during the measurement.
            assertTrue(taken < estimated + 1_000_000, () -> taken + " bytes taken, " + estimated + " estimated");
        }
    }

    @Test
    void estimatesALargeTextAtTwiceItsBytes() throws MalformedMessage {
        byte[] frame = MsgpackTree.encode(Map.of("archive", "x".repeat(1_000_000)));
        assertEquals(2_000_000, scan(frame, 1000).heapBytes(), 1000);
    }

    private static long usedHeap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
