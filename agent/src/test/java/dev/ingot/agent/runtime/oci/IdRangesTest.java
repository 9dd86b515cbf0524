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
    void noTwoRunsShareARangeUntilItIsReleased() throws IOException {
        Set<Long> taken = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            long first = new IdRanges(folder.resolve("ids")).allocate("run-" + i);
            assertTrue(first >= IdRanges.FIRST && first + 65_536 <= IdRanges.END, "" + first);
            assertTrue(taken.add(first), "" + first);
        }
        IdRanges ranges = new IdRanges(folder.resolve("ids"));
        ranges.release("run-7");
        ranges.release("run-7");
        ranges.release("none");
        long again = ranges.allocate("another");
        assertTrue(taken.contains(again));
        assertFalse(taken.contains(ranges.allocate("one more")));
    }

    @Test
    void aRunReleasesOnlyItsOwnRanges() throws IOException {
        IdRanges ranges = new IdRanges(folder.resolve("ids"));
        long first = ranges.allocate("mine");
        long second = ranges.allocate("mine");
        ranges.release("another", first);
        assertFalse(Set.of(first, second).contains(ranges.allocate("another")));
        ranges.release("mine", first);
        ranges.release("mine", first);
        assertEquals(first, ranges.allocate("another"));
        ranges.release("mine");
        assertEquals(second, ranges.allocate("another"));
    }

    @Test
    void theKernelCanMapOwnersFromLinux519On() {
        List<String> releases = List.of("4.19.0-26-amd64", "5.18.16", "5.19", "6.1.0-18-amd64", "10.0-rc1");
        assertEquals(List.of("5.19", "6.1.0-18-amd64", "10.0-rc1"),
            releases.stream().filter(OciProbe::canKernelMapOwners).toList());
    }
}
