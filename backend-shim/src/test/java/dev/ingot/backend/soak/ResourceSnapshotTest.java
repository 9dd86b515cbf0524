package dev.ingot.backend.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the resources of a process that the test starts. */
class ResourceSnapshotTest {
    @TempDir
    private Path data;

    @Test
    void countsProcessesContainersAndOpenFiles() throws Exception {
        Files.createDirectories(data.resolve("ingot-jobs/job-1"));
        Files.createDirectories(data.resolve("ingot-jobs/hosts"));
        Files.createDirectories(data.resolve("run/run-1/users"));
        Path lock = Files.createFile(Files.createDirectories(data.resolve("run/run-1/abc")).resolveSibling("lock"));
        // A process with a child and an open lock file, like an agent that runs containers without a manager.
        Process process = new ProcessBuilder("/bin/sh", "-c", "sleep 60 & echo; wait").redirectInput(lock.toFile()).start();
        try (InputStream output = process.getInputStream()) {
            assertEquals('\n', output.read());
            Map<String, Long> counts = new ResourceSnapshot(process.pid(), data).take();
            assertEquals(1, counts.get("job directories"));
            assertEquals(1, counts.get("containers"));
            assertEquals(1, counts.get("child processes"));
            assertEquals(3, counts.get("open files"));
            assertEquals(1, counts.get("threads"));
            assertEquals(0, counts.get("mounts"));
            assertEquals(0, counts.get(ResourceSnapshot.USER_NAMESPACES));
            assertEquals(0, counts.get("processes in containers"));
            assertTrue(counts.get(ResourceSnapshot.RESIDENT) < 50, counts::toString);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
