package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.MessageCodec;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link Outbox} that encodes on the thread of whoever puts, so that a big archive costs the session's thread nothing,
 * and wakes the session's thread. Reading is for that thread alone.
 */
final class EncodedOutbox implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(EncodedOutbox.class);

    private final MessageCodec codec;
    private final Runnable wake;
    private final LongConsumer onHeldBytes;
    private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private volatile boolean open = true;

    /** @param onHeldBytes told how many bytes more wait here, or fewer when below zero */
    EncodedOutbox(MessageCodec codec, Runnable wake, LongConsumer onHeldBytes) {
        this.codec = codec;
        this.wake = wake;
        this.onHeldBytes = onHeldBytes;
    }

    @Override
    public void put(AgentMessage message) {
        if (open) {
            add(codec.encode(message));
        }
    }

    @Override
    public Runnable prepare(AgentMessage message) {
        byte[] frame = codec.encode(message);
        return () -> add(frame);
    }

    private void add(byte[] frame) {
        if (!open) {
            return;
        }
        onHeldBytes.accept(frame.length);
        boolean added = false;
        try {
            added = frames.add(frame);
        } finally {
            if (!added) {
                onHeldBytes.accept(-frame.length);
            }
        }
        if (!open) {
            dropAll();
        }
        try {
            wake.run();
        } catch (OutOfMemoryError e) {
            // The message is taken: an error would have the caller put another. The session looks again at the next ping.
            LOG.trace("No memory to wake the session");
        }
    }

    /** The oldest frame, or null. */
    byte[] peek() {
        return frames.peek();
    }

    void removeFirst() {
        onHeldBytes.accept(-frames.remove().length);
    }

    /** From now on everything is dropped. */
    void close() {
        open = false;
        dropAll();
    }

    private void dropAll() {
        for (byte[] frame = frames.poll(); frame != null; frame = frames.poll()) {
            onHeldBytes.accept(-frame.length);
        }
    }
}
