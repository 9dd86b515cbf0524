package dev.ingot.agent.student;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.limits.MessageMemoryAccount;
import dev.ingot.agent.limits.MessageMemoryBudget;
import dev.ingot.agent.runtime.Stdio;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RelayTransportTest {
    private static final int LENGTH = 900_000;

    private final MessageMemoryBudget budget = new MessageMemoryBudget(4 << 20);

    /** A student's output that takes more memory than is left. */
    private static InputStream large() {
        byte[] head = "\u0082\u00a4type\u00a6stdout\u00a7message\u00c6".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer frame = ByteBuffer.allocate(2 * Integer.BYTES + head.length + LENGTH);
        frame.putInt(head.length + Integer.BYTES + LENGTH).put(head).putInt(LENGTH);
        return new ByteArrayInputStream(frame.array());
    }

    private static boolean isDrained(RelayTransport link) throws InterruptedException {
        return Thread.ofVirtual().start(() -> {
            try {
                link.drain(false);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }).join(Duration.ofSeconds(5));
    }

    @Test
    void doesNotWaitForMemoryWhenItIsConnectedAfterItsEnd() throws Exception {
        try (MessageMemoryAccount other = budget.open(() -> { })) {
            other.admit(3 << 20);
            RelayTransport link = new RelayTransport(new StudentFolders(null, null), true, false,
                new DirectOutputRelay(null, "pabc"), _ -> { }, () -> budget.open(() -> { }));
            link.close();
            link.connect(new Stdio(OutputStream.nullOutputStream(), large(), InputStream.nullInputStream()));
            assertTrue(isDrained(link), "it waits for memory that another holds");
        }
        assertEquals(0, budget.used());
    }
}
