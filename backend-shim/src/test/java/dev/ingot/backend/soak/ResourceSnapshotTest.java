package dev.ingot.backend.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A count of a process made for it. */
class ResourceSnapshotTest {
    @TempDir
    private Path data;

    @Test
    void countsProcessesContainersAndDescriptors() throws Exception {
        Files.createDirectories(data.resolve("ingot-jobs/job-1"));
        Files.createDirectories(data.resolve("ingot-jobs/hosts"));
        Path lock = Files.createFile(Files.createDirectories(data.resolve("run/run-1/abc")).resolveSibling("lock"));
        // Its child, and the lock that it holds as a direct runtime holds its folder's.
        Process process = new ProcessBuilder("/bin/sh", "-c", "sleep 60 & echo; wait").redirectInput(lock.toFile()).start();
        try (InputStream said = process.getInputStream()) {
            assertEquals('\n', said.read());
            Map<String, Long> counts = new ResourceSnapshot(process.pid(), data).take();
            assertEquals(1, counts.get("job directories"));
            assertEquals(1, counts.get("containers"));
            assertEquals(1, counts.get("child processes"));
            assertEquals(3, counts.get("descriptors"));
            assertEquals(1, counts.get("threads"));
            assertEquals(0, counts.get("mounts"));
            assertEquals(0, counts.get("processes in containers"));
            assertTrue(counts.get(ResourceSnapshot.RESIDENT) < 50, counts::toString);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
