package dev.ingot.grading;

import dev.ingot.protocol.MalformedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads and writes frames on a pair of streams. A frame is a length of four bytes, then that many bytes. One thread may read;
 * any number of threads may write, and each frame is written in one piece. The caller closes the streams.
 */
public final class FrameStream {
    private static final int INITIAL_BUFFER_BYTES = 64 << 10;
    private static final int GROWTH_FACTOR = 4;
    /** Frames up to this size are copied behind their header and written with one call. */
    private static final int MAX_COPIED_BYTES = 64 << 10;

    private final InputStream in;
    private final OutputStream out;
    private final ByteOrder order;
    private final int maxLength;
    private final FrameValidator validator;
    private final ReentrantLock writeLock = new ReentrantLock();

    /**
     * Creates a stream that accepts every frame up to a length.
     *
     * @param order     byte order of the length: big-endian for INGInious 0.8 and later, little-endian before
     * @param maxLength bytes of the longest frame that is read; a longer one is an error, and nothing is allocated for it
     */
    public FrameStream(InputStream in, OutputStream out, ByteOrder order, int maxLength) {
        this(in, out, order, maxLength, FrameValidator.NONE);
    }

    /**
     * Creates a stream that checks frames while it reads them.
     *
     * @param validator called with the bytes of a frame as they arrive
     */
    public FrameStream(InputStream in, OutputStream out, ByteOrder order, int maxLength, FrameValidator validator) {
        this.in = in;
        this.out = out;
        this.order = order;
        this.maxLength = maxLength;
        this.validator = validator;
    }

    /**
     * Waits for the next frame and returns its content.
     *
     * @return empty when the stream ended between two frames
     * @throws MalformedMessage when the frame was skipped as invalid; the next frame can be read
     * @throws EOFException     when the stream ended inside a frame
     * @throws IOException      when reading fails, or the frame is too long or was rejected; the stream is unusable then
     */
    public Optional<byte[]> read() throws IOException, MalformedMessage {
        byte[] header = in.readNBytes(Integer.BYTES);
        if (header.length == 0) {
            return Optional.empty();
        }
        if (header.length < Integer.BYTES) {
            throw new EOFException("the stream ended after " + header.length + " bytes of a frame's length");
        }
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(header).order(order).getInt());
        if (length > maxLength) {
            throw new IOException("frame of " + length + " bytes exceeds the maximum of " + maxLength);
        }
        return Optional.of(readContent((int) length));
    }

    /** The buffer grows with the received bytes, at most by a factor of 4; the length in the header alone allocates nothing. */
    private byte[] readContent(int length) throws IOException, MalformedMessage {
        validator.begin(length);
        byte[] content = new byte[Math.min(length, INITIAL_BUFFER_BYTES)];
        int read = 0;
        while (read < length) {
            if (read == content.length) {
                content = Arrays.copyOf(content, (int) Math.min(length, (long) GROWTH_FACTOR * read));
            }
            int count = in.read(content, read, content.length - read);
            if (count < 0) {
                throw new EOFException("the stream ended after " + read + " of " + length + " bytes of a frame");
            }
            read += count;
            try {
                validator.accept(content, read - count, count);
            } catch (MalformedMessage e) {
                content = new byte[INITIAL_BUFFER_BYTES];
                skip(length - read, content);
                throw e;
            }
        }
        validator.end();
        return content;
    }

    private void skip(int bytes, byte[] buffer) throws IOException {
        int left = bytes;
        while (left > 0) {
            int count = in.read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException("the stream ended before the last " + left + " bytes of a frame");
            }
            left -= count;
        }
    }

    /** Writes and flushes one frame. */
    public void write(byte[] content) throws IOException {
        boolean whole = content.length <= MAX_COPIED_BYTES;
        ByteBuffer first = ByteBuffer.allocate(Integer.BYTES + (whole ? content.length : 0)).order(order).putInt(content.length);
        if (whole) {
            first.put(content);
        }
        writeLock.lock();
        try {
            out.write(first.array());
            if (!whole) {
                out.write(content);
            }
            out.flush();
        } finally {
            writeLock.unlock();
        }
    }
}
