package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UncaughtErrorHandlerTest {
    private final AtomicInteger halts = new AtomicInteger();
    private final UncaughtErrorHandler handler = new UncaughtErrorHandler(halts::incrementAndGet);

    private void dieOf(Throwable cause, Thread.Builder builder) throws InterruptedException {
        Thread thread = builder.unstarted(() -> {
            throw cause instanceof Error error ? error : new Error(cause);
        });
        thread.setUncaughtExceptionHandler(handler);
        thread.start();
        thread.join();
    }

    @Test
    void haltsWhenAPlatformThreadRunsOutOfMemory() throws InterruptedException {
        dieOf(new OutOfMemoryError("for a test"), Thread.ofPlatform());
        assertEquals(1, halts.get());
    }

    @Test
    void keepsRunningWhenAJobThreadRunsOutOfMemory() throws InterruptedException {
        dieOf(new OutOfMemoryError("for a test"), Thread.ofVirtual());
        dieOf(new IllegalStateException("for a test"), Thread.ofPlatform());
        assertEquals(0, halts.get());
    }
}
