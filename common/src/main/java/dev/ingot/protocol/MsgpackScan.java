package dev.ingot.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks at the msgpack of one frame as its bytes come, and says what it would take to decode it before anything is built: a byte
 * of a frame can become a map of a hundred. For one thread.
 */
public final class MsgpackScan {
    // What the trees of MsgpackTree take on the heap of a 64-bit JVM with compressed references, rounded up.
    private static final int SCALAR = 40;
    private static final int TEXT = 64;
    private static final int BINARY = 32;
    private static final int LIST = 64;
    private static final int MAP = 64;
    private static final int TABLE = 128;
    private static final int PAIR = 96;
    private static final int ELEMENT = 12;
    /** A character takes two bytes as soon as one of its text is not of Latin 1. */
    private static final int CHARACTER = 2;
    /** Names are short. */
    private static final int LONGEST_NAME = 64;
    private static final int SMALLEST_STACK = 16;

    private final long length;
    private final byte[] typeKey;
    private long seen;
    private long heap;
    private long values;
    private int deepest;
    /** For each container that is open, how many values of it are to come. */
    private long[] missing = new long[SMALLEST_STACK];
    private int depth;
    private boolean done;
    /** Of a payload, still to come. */
    private long payload;
    /** Of a header behind its first byte, still to come. */
    private int headerLeft;
    private int header;
    private long number;
    private boolean topIsMap;
    private byte[] name;
    private int nameLength;
    private boolean typeNext;
    private String type;

    /**
     * @param length  bytes of the whole frame
     * @param typeKey the key of the outermost map whose text names the message's type
     */
    public MsgpackScan(long length, String typeKey) {
        this.length = length;
        this.typeKey = typeKey.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Takes the next bytes of the frame.
     *
     * @throws MalformedMessage when they cannot be part of one whole msgpack value; the scan is of no further use then
     */
    public void accept(byte[] bytes, int offset, int count) throws MalformedMessage {
        int end = offset + count;
        int at = offset;
        while (at < end) {
            if (payload > 0) {
                int step = (int) Math.min(payload, end - at);
                keepName(bytes, at, step);
                payload -= step;
                at += step;
                seen += step;
                if (payload == 0) {
                    finishValue();
                }
            } else {
                seen++;
                header(bytes[at++] & 0xff);
            }
        }
    }

    /**
     * Ends the scan.
     *
     * @throws MalformedMessage when the frame was no whole value
     */
    public void end() throws MalformedMessage {
        if (!done) {
            throw new MalformedMessage("not msgpack: it ends inside a value");
        }
    }

    /** The name under the type's key of the outermost map; null while it has not come, or is no short text. */
    public String type() {
        return type;
    }

    /** How many values there are so far, keys and the outermost included. */
    public long values() {
        return values;
    }

    /** Levels of maps and lists so far. */
    public int depth() {
        return deepest;
    }

    /** Bytes of heap that a tree of what came so far takes, estimated from above; without the frame itself. */
    public long heapBytes() {
        return heap;
    }

    private void header(int b) throws MalformedMessage {
        if (headerLeft > 0) {
            number = number << Byte.SIZE | b;
            if (--headerLeft == 0) {
                sized(header, number);
            }
            return;
        }
        if (done) {
            throw new MalformedMessage("bytes follow the message");
        }
        values++;
        if (b <= 0x7f || b >= 0xe0) {
            scalar(0);
        } else if (b <= 0x8f) {
            map(b & 0xf);
        } else if (b <= 0x9f) {
            list(b & 0xf);
        } else if (b <= 0xbf) {
            text(b & 0x1f);
        } else {
            format(b);
        }
    }

    private void format(int b) throws MalformedMessage {
        switch (b) {
            case 0xc0, 0xc2, 0xc3 -> scalar(0);
            case 0xcc, 0xd0 -> scalar(Byte.BYTES);
            case 0xcd, 0xd1 -> scalar(Short.BYTES);
            case 0xca, 0xce, 0xd2 -> scalar(Integer.BYTES);
            case 0xcb, 0xcf, 0xd3 -> scalar(Long.BYTES);
            case 0xc4, 0xd9 -> expect(b, Byte.BYTES);
            case 0xc5, 0xda, 0xdc, 0xde -> expect(b, Short.BYTES);
            case 0xc6, 0xdb, 0xdd, 0xdf -> expect(b, Integer.BYTES);
            case 0xc1 -> throw new MalformedMessage("not msgpack: a byte c1");
            default -> throw new MalformedMessage("an extension type, which the protocol has not");
        }
    }

    private void expect(int format, int bytes) {
        header = format;
        headerLeft = bytes;
        number = 0;
    }

    private void sized(int format, long size) throws MalformedMessage {
        switch (format) {
            case 0xd9, 0xda, 0xdb -> text(size);
            case 0xdc, 0xdd -> list(size);
            case 0xde, 0xdf -> map(size);
            default -> {
                claim(size);
                heap += BINARY + size;
                expectPayload(size);
            }
        }
    }

    private void scalar(int bytes) throws MalformedMessage {
        claim(bytes);
        heap += SCALAR;
        expectPayload(bytes);
    }

    private void text(long size) throws MalformedMessage {
        claim(size);
        heap += TEXT + CHARACTER * size;
        if (topIsMap && depth == 1 && size <= LONGEST_NAME && (typeNext || inKey())) {
            name = new byte[(int) size];
            nameLength = 0;
        }
        expectPayload(size);
    }

    private void list(long size) throws MalformedMessage {
        claim(size);
        heap += LIST + ELEMENT * size;
        open(size);
    }

    private void map(long pairs) throws MalformedMessage {
        claim(2 * pairs);
        heap += MAP + (pairs == 0 ? 0 : TABLE) + PAIR * pairs;
        topIsMap |= depth == 0;
        open(2 * pairs);
    }

    /** A header that claims more than the frame has left lies. */
    private void claim(long bytes) throws MalformedMessage {
        if (bytes > length - seen) {
            throw new MalformedMessage("a header claims " + bytes + " elements, " + (length - seen) + " bytes are left");
        }
    }

    private void open(long children) throws MalformedMessage {
        if (children == 0) {
            check(depth);
            finishValue();
            return;
        }
        check(depth + 1);
        if (depth == missing.length) {
            missing = Arrays.copyOf(missing, 2 * depth);
        }
        missing[depth++] = children;
        deepest = Math.max(deepest, depth);
        typeNext &= depth != 2;
    }

    private static void check(int levels) throws MalformedMessage {
        if (levels > MsgpackTree.MAX_DEPTH) {
            throw new MalformedMessage("deeper than " + MsgpackTree.MAX_DEPTH + " levels");
        }
    }

    private void expectPayload(long bytes) {
        payload = bytes;
        if (bytes == 0) {
            finishValue();
        }
    }

    private void keepName(byte[] bytes, int offset, int count) {
        if (name != null) {
            System.arraycopy(bytes, offset, name, nameLength, count);
            nameLength += count;
        }
    }

    /** In the outermost map, keys and values take turns. */
    private boolean inKey() {
        return missing[0] % 2 == 0;
    }

    private void finishValue() {
        if (depth == 1 && topIsMap) {
            named();
        }
        while (depth > 0 && --missing[depth - 1] == 0) {
            depth--;
        }
        done = depth == 0;
    }

    private void named() {
        if (inKey()) {
            typeNext = name != null && Arrays.equals(name, typeKey);
        } else if (typeNext) {
            // Of equal keys the last wins, as in the tree.
            type = name == null ? null : new String(name, StandardCharsets.UTF_8);
            typeNext = false;
        }
        name = null;
    }
}
