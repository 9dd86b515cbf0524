package dev.ingot.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** Reads the readable part of a message that cannot be decoded as a whole. */
final class TopLevelStrings {
    /** Longer strings are not needed to find the type of a message and the id of its job. */
    private static final int MAX_TEXT_BYTES = 64 << 10;

    private TopLevelStrings() { }

    /**
     * Returns the readable fields of the outermost map. The value is the string, when it is one of at most 64 KiB, and null
     * otherwise. All other values are skipped without allocating objects for them.
     */
    static Map<String, String> of(byte[] frame) {
        Map<String, String> texts = new HashMap<>();
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(frame)) {
            int size = unpacker.unpackMapHeader();
            for (int i = 0; i < size; i++) {
                String key = readText(unpacker, frame.length);
                String value = readText(unpacker, frame.length);
                if (key != null) {
                    texts.put(key, value);
                }
            }
        } catch (IOException | MessagePackException e) {
            // The fields before the error are valid.
            return texts;
        }
        return texts;
    }

    /** Returns null for a value that is no string of at most {@link #MAX_TEXT_BYTES}. */
    private static String readText(MessageUnpacker unpacker, int frameLength) throws IOException {
        MessageFormat format = unpacker.getNextFormat();
        if (format.getValueType() != ValueType.STRING) {
            skip(unpacker, frameLength);
            return null;
        }
        int length = unpacker.unpackRawStringHeader();
        if (length > frameLength - unpacker.getTotalReadBytes()) {
            throw new EOFException("a string of " + length + " bytes exceeds the rest of the frame");
        }
        byte[] utf8 = length <= MAX_TEXT_BYTES ? unpacker.readPayload(length) : null;
        if (utf8 == null) {
            unpacker.readPayloadAsReference(length);
            return null;
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /**
     * Skips one value. {@link MessageUnpacker#skipValue} must not do it for maps: the size in a header can overflow its count of
     * values. The content of the map would then be read as fields of the frame (CVE-2026-90473,
     * <a href="https://github.com/msgpack/msgpack-java/issues/1014">msgpack-java issue 1014</a>).
     */
    private static void skip(MessageUnpacker unpacker, int frameLength) throws IOException {
        long values = 1;
        while (values > 0) {
            values--;
            switch (unpacker.getNextFormat().getValueType()) {
                case ARRAY -> values += unpacker.unpackArrayHeader();
                case MAP -> values += 2L * unpacker.unpackMapHeader();
                default -> unpacker.skipValue();
            }
            if (values > frameLength - unpacker.getTotalReadBytes()) {
                throw new EOFException(values + " values exceed the rest of the frame");
            }
        }
    }
}
