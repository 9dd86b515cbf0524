package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.linux.CgroupStats;
import dev.ingot.agent.linux.CgroupTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupLocatorTest {
    private static final String FIRST = "5f0c";
    private static final String SECOND = "77aa";

    @TempDir
    private Path root;

    /** The usual ones, crun's under systemd and under Podman, and one below a parent the daemon was told of. */
    @ParameterizedTest
    @ValueSource(strings = {
        "docker/%s", "system.slice/docker-%s.scope", "system.slice/docker-%s.scope/container",
        "machine.slice/libpod-%s.scope/container", "libpod_parent/libpod-%s", "grading.slice/jobs.slice/docker-%s.scope",
        "grading.slice/docker-%s.scope/container"})
    void findsTheCgroupThatIsTheContainersRoot(String place) throws IOException {
        Path first = group(place.formatted(FIRST));
        Path second = group(place.formatted(SECOND));
        CgroupLocator places = new CgroupLocator(Optional.of(new CgroupTree(Map.of("", root), true)));
        assertEquals(Optional.of(first), places.find(FIRST).map(CgroupStats::memory));
        assertEquals(Optional.of(second), places.find(SECOND).map(CgroupStats::memory));
        assertEquals(Optional.empty(), places.find("another").map(CgroupStats::memory));
    }

    private Path group(String place) throws IOException {
        return Files.createDirectories(root.resolve(place));
    }
}
