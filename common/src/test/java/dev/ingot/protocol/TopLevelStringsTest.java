package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

class TopLevelStringsTest {
    private static final byte[] MAP_OF_2_30_ENTRIES = {(byte) 0xdf, 0x40, 0, 0, 0};

    @Test
    void takesNoFieldFromInsideAMapWhoseSizeOverflows() throws IOException {
        assertEquals(Map.of("type", "x"), TopLevelStrings.of(frame(MAP_OF_2_30_ENTRIES)));
    }

    @Test
    void takesNoFieldFromInsideAMapInAnArrayWhoseSizeOverflows() throws IOException {
        byte[] inArray = {(byte) 0x91, (byte) 0xdf, 0x40, 0, 0, 0};
        assertEquals(Map.of("type", "x"), TopLevelStrings.of(frame(inArray)));
    }

    @Test
    void skipsNestedValues() throws IOException {
        byte[] nested = {(byte) 0x92, (byte) 0x81, 1, (byte) 0x91, 2, (byte) 0xc0};
        assertEquals(Map.of("type", "x", "job_id", "inner"), withoutNulls(TopLevelStrings.of(frame(nested))));
    }

    /** A map of three fields, of which the second has the given bytes as its value. */
    private static byte[] frame(byte[] value) throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(3).packString("type").packString("x").packString("input");
            packer.addPayload(value);
            packer.packString("job_id").packString("inner");
            return packer.toByteArray();
        }
    }

    private static Map<String, String> withoutNulls(Map<String, String> texts) {
        texts.values().removeIf(text -> text == null);
        return texts;
    }
}
