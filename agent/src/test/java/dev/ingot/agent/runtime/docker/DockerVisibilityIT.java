package dev.ingot.agent.runtime.docker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RequiresRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the check whether the daemon sees a folder; a missing folder represents one that it cannot see. */
@RequiresRuntime("docker:runc")
class DockerVisibilityIT {

    @Test
    void seesAnExistingFolderAndDoesNotCreateAMissingOne(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        try (DockerRuntime runtime = new DockerRuntime(DockerSettings.of("docker", "runc"))) {
            assertTrue(runtime.canSee(folder));
            assertFalse(runtime.canSee(missing));
        }
        assertFalse(Files.exists(missing));
    }
}
