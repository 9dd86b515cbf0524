package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.Dialect;
import dev.ingot.protocol.MessageCodec;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FrameQueueTest {
    private static final AgentMessage MESSAGE = new AgentMessage.JobStarted("job-1");

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);
    private final AtomicLong held = new AtomicLong();

    @Test
    void takesAMessageOnceThoughTheSessionCannotBeWoken() {
        FrameQueue queue = new FrameQueue(codec, () -> {
            throw new OutOfMemoryError("for a test");
        }, held::addAndGet);
        queue.put(MESSAGE);
        assertNotNull(queue.first());
        queue.removeFirst();
        assertNull(queue.first());
        assertEquals(0, held.get());
    }

    @Test
    void aMessageEncodedAheadIsPutAsAnyOther() {
        FrameQueue queue = new FrameQueue(codec, () -> { }, held::addAndGet);
        Runnable prepared = queue.prepare(MESSAGE);
        assertNull(queue.first());
        assertEquals(0, held.get());
        prepared.run();
        assertArrayEquals(codec.encode(MESSAGE), queue.first());
        assertEquals(queue.first().length, held.get());
        queue.shut();
        prepared.run();
        assertNull(queue.first());
        assertEquals(0, held.get());
    }
}
