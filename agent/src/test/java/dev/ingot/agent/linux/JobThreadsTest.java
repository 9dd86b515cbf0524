package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobThreadsTest {
    @Test
    void anErrorDoesNotReachTheHandlerThatEndsTheAgent() throws InterruptedException {
        AtomicInteger ended = new AtomicInteger();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, _) -> ended.incrementAndGet());
        try {
            Thread thread = JobThreads.named("for a test").start(() -> {
                throw new OutOfMemoryError("for a test");
            });
            assertTrue(thread.isDaemon());
            thread.join();
            assertEquals(0, ended.get());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void whatOthersWaitForIsDoneWhenThereIsMemoryAgain() {
        AtomicInteger tries = new AtomicInteger();
        JobThreads.persist(() -> {
            if (tries.incrementAndGet() < 4) {
                throw new OutOfMemoryError("for a test");
            }
        });
        assertEquals(4, tries.get());
    }
}
