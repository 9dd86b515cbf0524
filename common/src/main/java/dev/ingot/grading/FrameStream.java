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
 * Frames on a pair of streams: a length of four bytes, then as many bytes. One thread reads; any number write, each frame
 * in one piece. The streams stay their owner's to close.
 */
public final class FrameStream {
    private static final int INITIAL_BUFFER_BYTES = 64 << 10;
    private static final int GROWTH_FACTOR = 4;
    /** What is written at once; more is not copied for that. */
    private static final int MAX_COPIED_BYTES = 64 << 10;

    private final InputStream in;
    private final OutputStream out;
    private final ByteOrder order;
    private final int maxLength;
    private final FrameValidator validator;
    private final ReentrantLock writeLock = new ReentrantLock();

    /**
     * @param order     big-endian for INGInious 0.8 and later, little-endian before
     * @param maxLength the longest frame that is read; a longer one is an error, and nothing is allocated for it
     */
    public FrameStream(InputStream in, OutputStream out, ByteOrder order, int maxLength) {
        this(in, out, order, maxLength, FrameValidator.NONE);
    }

    /** @param validator sees the bytes of a frame as they come */
    public FrameStream(InputStream in, OutputStream out, ByteOrder order, int maxLength, FrameValidator validator) {
        this.in = in;
        this.out = out;
        this.order = order;
        this.maxLength = maxLength;
        this.validator = validator;
    }

    /**
     * Blocks for the next frame's content.
     *
     * @return empty when the stream ended between two frames
     * @throws MalformedMessage when the frame was of no use; the next one can be read
     * @throws EOFException     when the stream ended inside one
     * @throws IOException      also for a frame that is too long or not to be taken; the stream is of no further use then
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
            throw new IOException("a frame of " + length + " bytes, at most " + maxLength + " are taken");
        }
        return Optional.of(readContent((int) length));
    }

    /** What a header claims is not allocated before as much, but for a factor, has come. */
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
                throw new EOFException("the stream ended with " + left + " bytes of a frame to come");
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
