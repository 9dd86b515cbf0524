package dev.ingot.agent.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UncaughtErrorHandlerTest {
    private final AtomicInteger ended = new AtomicInteger();
    private final UncaughtErrorHandler handler = new UncaughtErrorHandler(ended::incrementAndGet);

    private void end(Thread.Builder builder, Throwable by) throws InterruptedException {
        Thread thread = builder.unstarted(() -> {
            throw by instanceof Error error ? error : new Error(by);
        });
        thread.setUncaughtExceptionHandler(handler);
        thread.start();
        thread.join();
    }

    @Test
    void haltsWhenAPlatformThreadRunsOutOfMemory() throws InterruptedException {
        end(Thread.ofPlatform(), new OutOfMemoryError("for a test"));
        assertEquals(1, ended.get());
    }

    @Test
    void keepsRunningWhenAJobThreadRunsOutOfMemory() throws InterruptedException {
        end(Thread.ofVirtual(), new OutOfMemoryError("for a test"));
        end(Thread.ofPlatform(), new IllegalStateException("for a test"));
        assertEquals(0, ended.get());
    }
}
