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

    /** The default paths, those of crun with systemd and with Podman, and one below a configured parent. */
    @ParameterizedTest
    @ValueSource(strings = {
        "docker/%s", "system.slice/docker-%s.scope", "system.slice/docker-%s.scope/container",
        "machine.slice/libpod-%s.scope/container", "libpod_parent/libpod-%s", "grading.slice/jobs.slice/docker-%s.scope",
        "grading.slice/docker-%s.scope/container"})
    void findsTheCgroupThatIsTheContainersRoot(String pattern) throws IOException {
        Path first = group(pattern.formatted(FIRST));
        Path second = group(pattern.formatted(SECOND));
        CgroupLocator locator = new CgroupLocator(Optional.of(new CgroupTree(Map.of("", root), true)));
        assertEquals(Optional.of(first), locator.find(FIRST).map(CgroupStats::memory));
        assertEquals(Optional.of(second), locator.find(SECOND).map(CgroupStats::memory));
        assertEquals(Optional.empty(), locator.find("another").map(CgroupStats::memory));
    }

    private Path group(String pattern) throws IOException {
        return Files.createDirectories(root.resolve(pattern));
    }
}
