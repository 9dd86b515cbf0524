package dev.ingot.agent.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class MarksTest {
    @AfterEach
    void clear() {
        Marks.clear();
    }

    @Test
    void theyAreCarriedToOtherThreads() throws InterruptedException {
        Marks.job("j1", "c", "t");
        Marks.phase("GRADE");
        AtomicReference<Map<String, String>> seen = new AtomicReference<>();
        Thread.ofVirtual().start(Marks.carried(() -> seen.set(MDC.getCopyOfContextMap()))).join();
        assertEquals(Map.of("job", "j1", "task", "c/t", "phase", "GRADE"), seen.get());
    }

    @Test
    void nobodyBeginsALineOfHisOwn() {
        Marks.job("j\n2026-01-01 - root - INFO - all is well", null, null);
        assertEquals("j?2026-01-01 - root - INFO - all is well", MDC.get("job"));
    }
}
