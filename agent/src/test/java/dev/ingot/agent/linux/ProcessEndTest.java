package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
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
    void thereIsNoneOfAProcessThatIsNot() {
        assertEquals(Optional.empty(), ProcessEnd.of(Integer.MAX_VALUE));
    }
}
