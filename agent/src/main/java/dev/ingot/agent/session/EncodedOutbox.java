package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.MessageCodec;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link Outbox} that encodes messages on the calling thread, so that a large archive costs the session's thread nothing, and
 * wakes the session's thread. Only that thread reads.
 */
final class EncodedOutbox implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(EncodedOutbox.class);

    private final MessageCodec codec;
    private final Runnable wake;
    private final LongConsumer onHeldBytes;
    private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private volatile boolean open = true;

    /** @param onHeldBytes called with the number of additional bytes that wait here; below zero for fewer */
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
            // The message is queued: an error would make the caller send another. The session reads it at the next ping.
            LOG.trace("Not enough memory to wake the session");
        }
    }

    /** Returns and removes the oldest frame; null when there is none. */
    byte[] peek() {
        return frames.peek();
    }

    void removeFirst() {
        onHeldBytes.accept(-frames.remove().length);
    }

    /** Drops all messages from now on. */
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
