package dev.ingot.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Scans one msgpack frame while its bytes arrive and estimates the heap that decoding needs. One byte of a frame can decode to an
 * object of about 100 bytes. For one thread.
 */
public final class MsgpackScanner {
    // Heap that the trees of MsgpackTree use in a 64-bit JVM with compressed references, rounded up.
    private static final int SCALAR_BYTES = 40;
    private static final int TEXT_BYTES = 64;
    private static final int BINARY_BYTES = 32;
    private static final int LIST_BYTES = 64;
    private static final int MAP_BYTES = 64;
    private static final int TABLE_BYTES = 128;
    private static final int PAIR_BYTES = 96;
    private static final int ELEMENT_BYTES = 12;
    /** All characters of a string take two bytes when one of them is outside Latin 1. */
    private static final int CHARACTER_BYTES = 2;
    /** Longer keys and values are not compared with the type key or used as the type. */
    private static final int MAX_NAME_BYTES = 64;
    private static final int INITIAL_STACK_SIZE = 16;

    private final long length;
    private final byte[] typeKey;
    private long seenBytes;
    private long heapBytes;
    private long values;
    private int maxDepth;
    /** Number of values that are still missing, for each open map or list. */
    private long[] remainingValues = new long[INITIAL_STACK_SIZE];
    private int depth;
    private boolean done;
    /** Bytes of the current payload that are still missing. */
    private long remainingPayload;
    /** Bytes of the current header, after its first byte, that are still missing. */
    private int remainingHeader;
    private int headerFormat;
    private long headerNumber;
    private boolean topIsMap;
    private byte[] name;
    private int nameLength;
    private boolean typeValueNext;
    private String type;

    /**
     * Creates a scanner for one frame.
     *
     * @param length  bytes of the whole frame
     * @param typeKey key of the outermost map under which the name of the message's type is
     */
    public MsgpackScanner(long length, String typeKey) {
        this.length = length;
        this.typeKey = typeKey.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Scans the next bytes of the frame.
     *
     * @throws MalformedMessage when they cannot be part of one complete msgpack value; the scanner is unusable then
     */
    public void accept(byte[] bytes, int offset, int count) throws MalformedMessage {
        int end = offset + count;
        int at = offset;
        while (at < end) {
            if (remainingPayload > 0) {
                int step = (int) Math.min(remainingPayload, end - at);
                keepName(bytes, at, step);
                remainingPayload -= step;
                at += step;
                seenBytes += step;
                if (remainingPayload == 0) {
                    finishValue();
                }
            } else {
                seenBytes++;
                readHeaderByte(bytes[at++] & 0xff);
            }
        }
    }

    /**
     * Ends the scan.
     *
     * @throws MalformedMessage when the frame was not one complete value
     */
    public void end() throws MalformedMessage {
        if (!done) {
            throw new MalformedMessage("not msgpack: it ends inside a value");
        }
    }

    /** Returns the name of the message's type; null when it has not arrived yet or is no string of at most 64 bytes. */
    public String type() {
        return type;
    }

    /** Returns the number of values so far, including keys and the outermost value. */
    public long values() {
        return values;
    }

    /** Returns the levels of maps and lists so far. */
    public int depth() {
        return maxDepth;
    }

    /** Returns an upper estimate of the heap, in bytes, that the tree of the bytes so far uses; without the frame itself. */
    public long heapBytes() {
        return heapBytes;
    }

    private void readHeaderByte(int b) throws MalformedMessage {
        if (remainingHeader > 0) {
            headerNumber = headerNumber << Byte.SIZE | b;
            if (--remainingHeader == 0) {
                beginSized(headerFormat, headerNumber);
            }
            return;
        }
        if (done) {
            throw new MalformedMessage("bytes follow the message");
        }
        values++;
        if (b <= 0x7f || b >= 0xe0) {
            beginScalar(0);
        } else if (b <= 0x8f) {
            beginMap(b & 0xf);
        } else if (b <= 0x9f) {
            beginList(b & 0xf);
        } else if (b <= 0xbf) {
            beginText(b & 0x1f);
        } else {
            readFormat(b);
        }
    }

    private void readFormat(int b) throws MalformedMessage {
        switch (b) {
            case 0xc0, 0xc2, 0xc3 -> beginScalar(0);
            case 0xcc, 0xd0 -> beginScalar(Byte.BYTES);
            case 0xcd, 0xd1 -> beginScalar(Short.BYTES);
            case 0xca, 0xce, 0xd2 -> beginScalar(Integer.BYTES);
            case 0xcb, 0xcf, 0xd3 -> beginScalar(Long.BYTES);
            case 0xc4, 0xd9 -> expectSize(b, Byte.BYTES);
            case 0xc5, 0xda, 0xdc, 0xde -> expectSize(b, Short.BYTES);
            case 0xc6, 0xdb, 0xdd, 0xdf -> expectSize(b, Integer.BYTES);
            case 0xc1 -> throw new MalformedMessage("not msgpack: a byte c1");
            default -> throw new MalformedMessage("msgpack extension types are not part of the protocol");
        }
    }

    private void expectSize(int format, int bytes) {
        headerFormat = format;
        remainingHeader = bytes;
        headerNumber = 0;
    }

    private void beginSized(int format, long size) throws MalformedMessage {
        switch (format) {
            case 0xd9, 0xda, 0xdb -> beginText(size);
            case 0xdc, 0xdd -> beginList(size);
            case 0xde, 0xdf -> beginMap(size);
            default -> {
                checkClaim(size);
                heapBytes += BINARY_BYTES + size;
                expectPayload(size);
            }
        }
    }

    private void beginScalar(int bytes) throws MalformedMessage {
        checkClaim(bytes);
        heapBytes += SCALAR_BYTES;
        expectPayload(bytes);
    }

    private void beginText(long size) throws MalformedMessage {
        checkClaim(size);
        heapBytes += TEXT_BYTES + CHARACTER_BYTES * size;
        if (topIsMap && depth == 1 && size <= MAX_NAME_BYTES && (typeValueNext || isInKey())) {
            name = new byte[(int) size];
            nameLength = 0;
        }
        expectPayload(size);
    }

    private void beginList(long size) throws MalformedMessage {
        checkClaim(size);
        heapBytes += LIST_BYTES + ELEMENT_BYTES * size;
        openContainer(size);
    }

    private void beginMap(long pairs) throws MalformedMessage {
        checkClaim(2 * pairs);
        heapBytes += MAP_BYTES + (pairs == 0 ? 0 : TABLE_BYTES) + PAIR_BYTES * pairs;
        topIsMap |= depth == 0;
        openContainer(2 * pairs);
    }

    /** Rejects a header that claims more bytes than the rest of the frame has. */
    private void checkClaim(long bytes) throws MalformedMessage {
        if (bytes > length - seenBytes) {
            throw new MalformedMessage("a header claims " + bytes + " elements, " + (length - seenBytes) + " bytes are left");
        }
    }

    private void openContainer(long children) throws MalformedMessage {
        if (children == 0) {
            checkDepth(depth);
            finishValue();
            return;
        }
        checkDepth(depth + 1);
        if (depth == remainingValues.length) {
            remainingValues = Arrays.copyOf(remainingValues, 2 * depth);
        }
        remainingValues[depth++] = children;
        maxDepth = Math.max(maxDepth, depth);
        typeValueNext &= depth != 2;
    }

    private static void checkDepth(int levels) throws MalformedMessage {
        if (levels > MsgpackTree.MAX_DEPTH) {
            throw new MalformedMessage("deeper than " + MsgpackTree.MAX_DEPTH + " levels");
        }
    }

    private void expectPayload(long bytes) {
        remainingPayload = bytes;
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

    /** Keys and values alternate in the outermost map, and the number of missing values is even before a key. */
    private boolean isInKey() {
        return remainingValues[0] % 2 == 0;
    }

    private void finishValue() {
        if (depth == 1 && topIsMap) {
            finishName();
        }
        while (depth > 0 && --remainingValues[depth - 1] == 0) {
            depth--;
        }
        done = depth == 0;
    }

    private void finishName() {
        if (isInKey()) {
            typeValueNext = name != null && Arrays.equals(name, typeKey);
        } else if (typeValueNext) {
            // The last of several equal keys counts, as in MsgpackTree.
            type = name == null ? null : new String(name, StandardCharsets.UTF_8);
            typeValueNext = false;
        }
        name = null;
    }
}
