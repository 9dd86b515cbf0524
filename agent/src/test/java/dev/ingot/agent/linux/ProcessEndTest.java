package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a process, seen from outside. */
@Timeout(20)
class ProcessEndTest {

    @Test
    void waitsUntilTheProcessHasEnded() throws Exception {
        Process process = new ProcessBuilder("sleep", "0.5").start();
        try (ProcessEnd end = ProcessEnd.of(process.pid()).orElseThrow()) {
            assertTrue(process.isAlive());
            end.await();
            assertTrue(process.waitFor() == 0 && !process.isAlive());
        }
    }

    @Test
    void anEndThatWasIsSeenAtOnce() throws Exception {
        Process process = new ProcessBuilder("sleep", "1").start();
        try (ProcessEnd end = ProcessEnd.of(process.pid()).orElseThrow()) {
            process.waitFor();
            end.await();
        }
        assertFalse(process.isAlive());
    }

    @Test
    void oneWhoCannotHearItKeepsItFromNobody() throws Exception {
        Process first = new ProcessBuilder("sleep", "60").start();
        ProcessEnd.of(first.pid()).orElseThrow().tell(() -> {
            throw new IllegalStateException("part of a test");
        });
        first.destroy();
        Process second = new ProcessBuilder("sleep", "60").start();
        CompletableFuture<Void> told = new CompletableFuture<>();
        ProcessEnd.of(second.pid()).orElseThrow().tell(() -> told.complete(null));
        second.destroy();
        told.get(10, TimeUnit.SECONDS);
    }

    @Test
    void thereIsNoneOfAProcessThatIsNot() {
        assertEquals(Optional.empty(), ProcessEnd.of(Integer.MAX_VALUE));
    }
}
