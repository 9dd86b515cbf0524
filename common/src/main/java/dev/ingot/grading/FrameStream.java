package dev.ingot.grading;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames on a pair of streams: a length of four bytes, then as many bytes. One thread reads; any number write, each frame
 * in one piece. The streams stay their owner's to close.
 */
public final class FrameStream {
    private final InputStream in;
    private final OutputStream out;
    private final ByteOrder order;
    private final int maxLength;
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * @param order     big-endian for INGInious 0.8 and later, little-endian before
     * @param maxLength the longest frame that is read; a longer one is an error, and nothing is allocated for it
     */
    public FrameStream(InputStream in, OutputStream out, ByteOrder order, int maxLength) {
        this.in = in;
        this.out = out;
        this.order = order;
        this.maxLength = maxLength;
    }

    /**
     * Blocks for the next frame's content.
     *
     * @return empty when the stream ended between two frames
     * @throws EOFException when it ended inside one
     * @throws IOException  also for a frame that is too long; the stream is of no further use then
     */
    public Optional<byte[]> read() throws IOException {
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
        byte[] content = in.readNBytes((int) length);
        if (content.length < length) {
            throw new EOFException("the stream ended after " + content.length + " of " + length + " bytes of a frame");
        }
        return Optional.of(content);
    }

    /** Writes and flushes one frame. */
    public void write(byte[] content) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + content.length).order(order);
        frame.putInt(content.length).put(content);
        writing.lock();
        try {
            out.write(frame.array());
            out.flush();
        } finally {
            writing.unlock();
        }
    }
}
