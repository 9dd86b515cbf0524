package dev.ingot.agent.session;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.MessageCodec;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An {@link Outbox} that encodes on the thread of whoever puts, so that a big archive costs the session's thread nothing,
 * and wakes the session's thread. Reading is for that thread alone.
 */
final class FrameQueue implements Outbox {
    private final MessageCodec codec;
    private final Runnable wake;
    private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private volatile boolean open = true;

    FrameQueue(MessageCodec codec, Runnable wake) {
        this.codec = codec;
        this.wake = wake;
    }

    @Override
    public void put(AgentMessage message) {
        if (open) {
            frames.add(codec.encode(message));
            wake.run();
        }
    }

    /** The oldest frame, or null. */
    byte[] first() {
        return frames.peek();
    }

    void removeFirst() {
        frames.remove();
    }

    /** From now on everything is dropped. */
    void shut() {
        open = false;
        frames.clear();
    }
}
