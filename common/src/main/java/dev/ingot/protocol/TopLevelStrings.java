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

/** Reads what is legible in a message that cannot be decoded as a whole. */
final class TopLevelStrings {
    /** Longer texts are of no use for telling what a message is, or whose. */
    private static final int MAX_TEXT_BYTES = 64 << 10;

    private TopLevelStrings() { }

    /**
     * Returns the fields of the outermost map, as far as they are legible, with their value where that is a text of at most
     * 64 KiB, and null for any other. Builds nothing for the rest.
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
            // What came before is legible all the same.
            return texts;
        }
        return texts;
    }

    /** Null for a value that is no short text. */
    private static String readText(MessageUnpacker unpacker, int frameLength) throws IOException {
        MessageFormat format = unpacker.getNextFormat();
        if (format.getValueType() != ValueType.STRING) {
            unpacker.skipValue();
            return null;
        }
        int length = unpacker.unpackRawStringHeader();
        if (length > frameLength - unpacker.getTotalReadBytes()) {
            throw new EOFException("a text of " + length + " bytes, and fewer are left");
        }
        byte[] utf8 = length <= MAX_TEXT_BYTES ? unpacker.readPayload(length) : null;
        if (utf8 == null) {
            unpacker.readPayloadAsReference(length);
            return null;
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
