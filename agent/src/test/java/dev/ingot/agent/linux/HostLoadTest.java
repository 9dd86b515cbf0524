package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostLoadTest {

    @ParameterizedTest
    @CsvSource({
        "0.10 0.20 0.30 1/200 4711, 2, 1", "3.00 0.20 0.30 1/200 4711, 2, 1.5", "3.00 0.20 0.30 9/200 4711, 2, 4.5",
        "3.00 0.20 0.30 9/200 4711, 16, 1"})
    void usesTheGreaterOfRunningTasksAndLoadAverage(String loadavg, int processors, double stretch) {
        assertEquals(stretch, HostLoad.slowdownFactor(loadavg, processors));
    }

    @Test
    void readsThisHost() {
        assertTrue(HostLoad.slowdownFactor() >= 1);
    }
}
