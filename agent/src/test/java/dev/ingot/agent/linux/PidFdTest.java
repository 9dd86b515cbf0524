package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits for the exit of processes. */
@Timeout(20)
class PidFdTest {

    @Test
    void waitsUntilTheProcessHasEnded() throws Exception {
        Process process = new ProcessBuilder("sleep", "0.5").start();
        try (PidFd end = PidFd.of(process.pid()).orElseThrow()) {
            assertTrue(process.isAlive());
            end.await();
            assertTrue(process.waitFor() == 0 && !process.isAlive());
        }
    }

    @Test
    void awaitReturnsAtOnceAfterTheExit() throws Exception {
        Process process = new ProcessBuilder("sleep", "1").start();
        try (PidFd end = PidFd.of(process.pid()).orElseThrow()) {
            process.waitFor();
            end.await();
        }
        assertFalse(process.isAlive());
    }

    @Test
    void aFailingCallbackDoesNotKeepOthersFromBeingCalled() throws Exception {
        Process first = new ProcessBuilder("sleep", "60").start();
        PidFd.of(first.pid()).orElseThrow().notifyOnExit(() -> {
            throw new IllegalStateException("part of a test");
        });
        first.destroy();
        Process second = new ProcessBuilder("sleep", "60").start();
        CompletableFuture<Void> exited = new CompletableFuture<>();
        PidFd.of(second.pid()).orElseThrow().notifyOnExit(() -> exited.complete(null));
        second.destroy();
        exited.get(10, TimeUnit.SECONDS);
    }

    @Test
    void isEmptyForAnUnknownPid() {
        assertEquals(Optional.empty(), PidFd.of(Integer.MAX_VALUE));
    }
}
