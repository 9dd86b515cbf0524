package dev.ingot.agent.runtime.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdRangesTest {

    @TempDir
    private Path folder;

    @Test
    void noTwoRunsOfAnyAgentHaveTheSameUntilOneGivesItBack() throws IOException {
        Set<Long> taken = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            long first = new IdRanges(folder.resolve("ids")).take("run-" + i);
            assertTrue(first >= IdRanges.FIRST && first + 65_536 <= IdRanges.END, "" + first);
            assertTrue(taken.add(first), "" + first);
        }
        IdRanges ranges = new IdRanges(folder.resolve("ids"));
        ranges.release("run-7");
        ranges.release("run-7");
        ranges.release("none");
        long again = ranges.take("another");
        assertTrue(taken.contains(again));
        assertFalse(taken.contains(ranges.take("one more")));
    }

    @Test
    void oneOfSeveralIsGivenBackAloneAndOnlyByTheRunThatHasIt() throws IOException {
        IdRanges ranges = new IdRanges(folder.resolve("ids"));
        long first = ranges.take("mine");
        long second = ranges.take("mine");
        ranges.release("another", first);
        assertFalse(Set.of(first, second).contains(ranges.take("another")));
        ranges.release("mine", first);
        ranges.release("mine", first);
        assertEquals(first, ranges.take("another"));
        ranges.release("mine");
        assertEquals(second, ranges.take("another"));
    }

    @Test
    void overlaysOverMappedMountsCameWithLinux519() {
        List<String> releases = List.of("4.19.0-26-amd64", "5.18.16", "5.19", "6.1.0-18-amd64", "10.0-rc1");
        assertEquals(List.of("5.19", "6.1.0-18-amd64", "10.0-rc1"),
            releases.stream().filter(OciProbe::kernelMapsOwners).toList());
    }
}
