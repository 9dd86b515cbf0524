package dev.ingot.backend.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
    private static final String STATUS = "Name:\tjava\nVmPeak:\t  900 kB\nVmHWM:\t   300 kB\nVmRSS:\t   200 kB\nThreads:\t3\n";

    @Test
    void parsesStatAndStatus() {
        String stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 10 20 30 40 150 50 7 3 20 0 9 0 12345 1000 200 0\n";
        assertEquals(
            new ProcessUsage(Duration.ofSeconds(2), Duration.ofMillis(100), 200 * 1024, 300 * 1024),
            ProcessUsage.parse(stat, STATUS));
    }

    @Test
    void readsTheUsageOfThisProcess() throws Exception {
        ProcessUsage usage = ProcessUsage.of(ProcessHandle.current().pid());
        assertTrue(usage.cpu().toMillis() > 0, usage.toString());
        assertTrue(usage.peakBytes() >= usage.rssBytes() && usage.rssBytes() > 1 << 20, usage.toString());
    }
}
