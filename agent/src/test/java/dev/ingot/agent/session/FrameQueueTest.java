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
        EncodedOutbox queue = new EncodedOutbox(codec, () -> {
            throw new OutOfMemoryError("for a test");
        }, held::addAndGet);
        queue.put(MESSAGE);
        assertNotNull(queue.peek());
        queue.removeFirst();
        assertNull(queue.peek());
        assertEquals(0, held.get());
    }

    @Test
    void aMessageEncodedAheadIsPutAsAnyOther() {
        EncodedOutbox queue = new EncodedOutbox(codec, () -> { }, held::addAndGet);
        Runnable prepared = queue.prepare(MESSAGE);
        assertNull(queue.peek());
        assertEquals(0, held.get());
        prepared.run();
        assertArrayEquals(codec.encode(MESSAGE), queue.peek());
        assertEquals(queue.peek().length, held.get());
        queue.close();
        prepared.run();
        assertNull(queue.peek());
        assertEquals(0, held.get());
    }
}
