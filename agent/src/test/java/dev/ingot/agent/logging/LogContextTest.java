package dev.ingot.agent.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {
    @AfterEach
    void clear() {
        LogContext.clear();
    }

    @Test
    void wrappedRunnableHasTheCallersLogContext() throws InterruptedException {
        LogContext.setJob("j1", "c", "t");
        LogContext.setPhase("GRADE");
        AtomicReference<Map<String, String>> seen = new AtomicReference<>();
        Thread.ofVirtual().start(LogContext.wrap(() -> seen.set(MDC.getCopyOfContextMap()))).join();
        assertEquals(Map.of("job", "j1", "task", "c/t", "phase", "GRADE"), seen.get());
    }

    @Test
    void replacesLineBreaksInValues() {
        LogContext.setJob("j\n2026-01-01 - root - INFO - all is well", null, null);
        assertEquals("j?2026-01-01 - root - INFO - all is well", MDC.get("job"));
    }
}
