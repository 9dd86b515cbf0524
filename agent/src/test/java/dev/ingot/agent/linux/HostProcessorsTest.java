package dev.ingot.agent.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostProcessorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0       | 1
        0-1     | 2
        0-3,8   | 5
        1,3-127 | 126
        """)
    void aListOfProcessorsIsCounted(String list, int count) {
        assertEquals(count, HostFacts.countProcessors(list));
    }

    @Test
    void thisHostHasAtLeastTheProcessorsWeMayUse() {
        assertTrue(HostFacts.processors() >= Runtime.getRuntime().availableProcessors());
    }
}
