package dev.ingot.agent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.image.Environment;
import dev.ingot.agent.image.EnvironmentType;
import dev.ingot.agent.image.ImageCatalog;
import dev.ingot.agent.runtime.Inside;
import dev.ingot.agent.runtime.Program;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.JobDir;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ContainedUnlockerTest {
    @TempDir
    private Path dir;

    private void unlock(ScriptedRuntime runtime) throws IOException {
        Environment environment = ImageCatalog.scan(List.of(new EnvironmentType("docker", runtime, false, false, false)))
            .find("docker", "default").orElseThrow();
        ContainedUnlocker unlocker = new ContainedUnlocker(environment, Map.of(), Duration.ofMillis(300));
        try (JobDirs dirs = JobDirs.open(dir); JobDir job = dirs.create(unlocker)) {
            unlocker.unlock(job);
        }
    }

    @Test
    void aContainerThatEndsWellHasUnlockedIt() throws IOException {
        ScriptedRuntime runtime = Graders.runtime(_ -> 1, _ -> 0);
        unlock(runtime);
        assertEquals(List.of("/bin/chmod", "-R", "a+rwX", "/task", "/sockets"), runtime.made().getFirst().spec().command());
    }

    @Test
    void aContainerThatFailsHasNot() {
        assertThrows(IOException.class, () -> unlock(Graders.runtime(_ -> 0, _ -> 1)));
    }

    @Test
    void aContainerThatDoesNotEndIsEnded() {
        Program stuck = Inside::linger;
        assertThrows(IOException.class, () -> unlock(Graders.runtime(_ -> 0, stuck)));
    }
}
