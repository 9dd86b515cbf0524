package dev.ingot.protocol;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;

/**
 * Encodes and decodes msgpack as a tree of plain values: {@code LinkedHashMap<String, Object>}, {@code List<Object>},
 * {@code String}, {@code byte[]}, {@code Long} ({@code BigInteger} above its range), {@code Double}, {@code Boolean} and null.
 * Strings and bytes are different types, and integers use the fewest bytes, as in the Python code of INGInious.
 */
public final class MsgpackTree {
    /**
     * Maximum nesting of maps and lists. It equals {@code DEFAULT_RECURSE_LIMIT} of
     * <a href="https://github.com/msgpack/msgpack-python/blob/main/msgpack/_packer.pyx">msgpack-python</a>, which encodes the
     * message again in the backend.
     */
    static final int MAX_DEPTH = 511;

    private static final int CHUNK_CHARACTERS = 8192;

    private MsgpackTree() { }

    /**
     * Encodes a tree; it may consist of any {@code Map} with string keys, any {@code List} and any boxed number.
     *
     * @throws IllegalArgumentException when the tree contains anything else, or is too deep
     */
    public static byte[] encode(Object tree) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            pack(packer, tree, 0);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory failed", e);
        }
    }

    private static void pack(MessagePacker packer, Object value, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("deeper than " + MAX_DEPTH + " levels");
        }
        switch (value) {
            case null -> packer.packNil();
            case Boolean flag -> packer.packBoolean(flag);
            case String text -> packText(packer, text);
            case byte[] bytes -> packer.packBinaryHeader(bytes.length).addPayload(bytes);
            case BigInteger number -> packer.packBigInteger(number);
            case Double number -> packer.packDouble(number);
            case Float number -> packer.packDouble(number);
            case Number number -> packer.packLong(number.longValue());
            case Map<?, ?> map -> {
                packer.packMapHeader(map.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (!(entry.getKey() instanceof String key)) {
                        throw new IllegalArgumentException("a map's key is " + describeKind(entry.getKey()));
                    }
                    packText(packer, key);
                    pack(packer, entry.getValue(), depth + 1);
                }
            }
            case List<?> list -> {
                packer.packArrayHeader(list.size());
                for (Object element : list) {
                    pack(packer, element, depth + 1);
                }
            }
            default -> throw new IllegalArgumentException("no msgpack for " + value.getClass().getName());
        }
    }

    private static void packText(MessagePacker packer, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        packer.packRawStringHeader(utf8.length).addPayload(utf8);
    }

    /**
     * Decodes exactly one value. The allocated memory is proportional to the length of the frame, independently of the sizes in
     * its headers. Map keys that are numbers, booleans, nil or bytes become strings; the last of several equal keys counts.
     *
     * @throws MalformedMessage when the frame is not exactly one complete msgpack value
     */
    public static Object decode(byte[] frame) throws MalformedMessage {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(frame)) {
            Object tree = unpack(unpacker, frame.length, 0);
            long trailing = frame.length - unpacker.getTotalReadBytes();
            if (trailing != 0) {
                throw new MalformedMessage(trailing + " bytes follow the message");
            }
            return tree;
        } catch (IOException | MessagePackException e) {
            throw new MalformedMessage("not msgpack: " + e, e);
        }
    }

    private static Object unpack(MessageUnpacker unpacker, int frameLength, int depth) throws IOException, MalformedMessage {
        if (depth > MAX_DEPTH) {
            throw new MalformedMessage("deeper than " + MAX_DEPTH + " levels");
        }
        return switch (unpacker.getNextFormat().getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                yield null;
            }
            case BOOLEAN -> unpacker.unpackBoolean();
            case INTEGER -> unpackInteger(unpacker);
            case FLOAT -> unpacker.unpackDouble();
            case STRING -> decodeText(unpacker.readPayloadAsReference(
                checkSize(unpacker, frameLength, unpacker.unpackRawStringHeader(), 1)).sliceAsByteBuffer());
            case BINARY -> unpacker.readPayload(checkSize(unpacker, frameLength, unpacker.unpackBinaryHeader(), 1));
            case ARRAY -> {
                int size = checkSize(unpacker, frameLength, unpacker.unpackArrayHeader(), 1);
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(unpack(unpacker, frameLength, depth + 1));
                }
                yield list;
            }
            case MAP -> {
                int size = checkSize(unpacker, frameLength, unpacker.unpackMapHeader(), 2);
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    String key = toKey(unpack(unpacker, frameLength, depth + 1));
                    map.put(key, unpack(unpacker, frameLength, depth + 1));
                }
                yield map;
            }
            case EXTENSION -> throw new MalformedMessage("msgpack extension types are not part of the protocol");
        };
    }

    /** Returns the size that a header claims, when the rest of the frame can contain that many elements. */
    private static int checkSize(MessageUnpacker unpacker, int frameLength, int size, int bytesPerElement)
        throws MalformedMessage {
        long rest = frameLength - unpacker.getTotalReadBytes();
        if (size < 0 || (long) size * bytesPerElement > rest) {
            throw new MalformedMessage("a header claims " + size + " elements, " + rest + " bytes are left");
        }
        return size;
    }

    private static Object unpackInteger(MessageUnpacker unpacker) throws IOException {
        if (unpacker.getNextFormat() != MessageFormat.UINT64) {
            return unpacker.unpackLong();
        }
        BigInteger number = unpacker.unpackBigInteger();
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    /** Large strings, mainly archives, are ASCII; this decodes them without a copy of twice the size. */
    private static String decodeText(ByteBuffer utf8) throws CharacterCodingException {
        byte[] bytes = utf8.array();
        int start = utf8.arrayOffset() + utf8.position();
        int end = start + utf8.remaining();
        for (int i = start; i < end; i++) {
            if (bytes[i] < 0) {
                return decodeUtf8(utf8);
            }
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static String decodeUtf8(ByteBuffer utf8) throws CharacterCodingException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer piece = CharBuffer.allocate(Math.min(utf8.remaining(), CHUNK_CHARACTERS));
        ByteBuffer rest = utf8.duplicate();
        CoderResult result;
        do {
            result = decoder.decode(rest, piece.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            result.throwException();
        }
        // The bytes are valid UTF-8, so this constructor replaces nothing.
        return new String(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining(), StandardCharsets.UTF_8);
    }

    private static String toKey(Object key) throws MalformedMessage, CharacterCodingException {
        return switch (key) {
            case byte[] bytes -> decodeText(ByteBuffer.wrap(bytes));
            case Map<?, ?> map -> throw new MalformedMessage("a map's key is " + describeKind(map));
            case List<?> list -> throw new MalformedMessage("a map's key is " + describeKind(list));
            case null, default -> String.valueOf(key);
        };
    }

    /** Describes the type of a value for an error message. */
    static String describeKind(Object value) {
        return switch (value) {
            case null -> "nil";
            case String text -> "a text";
            case byte[] bytes -> "bytes";
            case Boolean flag -> "a boolean";
            case Number number -> "a number";
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a map";
            default -> value.getClass().getSimpleName();
        };
    }
}
