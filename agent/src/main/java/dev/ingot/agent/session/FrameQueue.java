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
final class FrameQueue implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(FrameQueue.class);

    private final MessageCodec codec;
    private final Runnable wake;
    private final LongConsumer held;
    private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private volatile boolean open = true;

    /** @param held told how many bytes more wait here, or fewer when below zero */
    FrameQueue(MessageCodec codec, Runnable wake, LongConsumer held) {
        this.codec = codec;
        this.wake = wake;
        this.held = held;
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
        held.accept(frame.length);
        boolean added = false;
        try {
            added = frames.add(frame);
        } finally {
            if (!added) {
                held.accept(-frame.length);
            }
        }
        if (!open) {
            drop();
        }
        try {
            wake.run();
        } catch (OutOfMemoryError e) {
            // The message is taken: an error would have the caller put another. The session looks again at the next ping.
            LOG.trace("No memory to wake the session");
        }
    }

    /** The oldest frame, or null. */
    byte[] first() {
        return frames.peek();
    }

    void removeFirst() {
        held.accept(-frames.remove().length);
    }

    /** From now on everything is dropped. */
    void shut() {
        open = false;
        drop();
    }

    private void drop() {
        for (byte[] frame = frames.poll(); frame != null; frame = frames.poll()) {
            held.accept(-frame.length);
        }
    }
}
