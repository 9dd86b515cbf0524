package dev.ingot.agent.runtime.oci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubordinateIdsTest {
    @TempDir
    private Path folder;

    @Test
    void findsOverlappingRangesAndIgnoresAdjacentOnes() throws IOException {
        Path users = Files.writeString(folder.resolve("subuid"),
            "# by hand\n\nann:100000:65536\nben:900:100\ncy:2000:10\nnobody\n");
        Path groups = folder.resolve("subgid");
        SubordinateIds ids = new SubordinateIds(List.of(groups, users));
        assertEquals(Optional.empty(), ids.findOverlap(1000, 2000));
        assertEquals(Optional.of(users + " has ben:900:100"), ids.findOverlap(999, 2000));
        assertEquals(Optional.of(users + " has cy:2000:10"), ids.findOverlap(1000, 2001));
        assertEquals(Optional.of(users + " has ann:100000:65536"), ids.findOverlap(150000, 150001));
        Files.writeString(groups, "dee:1500:1\n");
        assertEquals(Optional.of(groups + " has dee:1500:1"), ids.findOverlap(1000, 2000));
    }
}
