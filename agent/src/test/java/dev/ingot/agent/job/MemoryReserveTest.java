package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoryReserveTest {
    private final MemoryReserve reserve = new MemoryReserve(1000);

    @Test
    void isGivenUpUntilAnAttemptFindsMemory() {
        assertTrue(reserve.isHeld());
        assertTrue(reserve.spend(attempt -> {
            assertFalse(reserve.isHeld());
            if (attempt < 3) {
                throw new OutOfMemoryError("for a test");
            }
            return true;
        }));
        reserve.renew();
        assertTrue(reserve.isHeld());
    }

    @Test
    void anAttemptThatNeverFindsMemoryEnds() {
        AtomicInteger attempts = new AtomicInteger();
        assertThrows(OutOfMemoryError.class, () -> reserve.spend(attempt -> {
            assertEquals(attempts.getAndIncrement(), attempt);
            throw new OutOfMemoryError("for a test");
        }));
        assertEquals(13, attempts.get());
    }
}
