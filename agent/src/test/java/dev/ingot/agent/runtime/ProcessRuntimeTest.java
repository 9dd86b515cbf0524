package dev.ingot.agent.runtime;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on plain processes in every build, which tests the contract suite itself. */
class ProcessRuntimeTest extends ContainerRuntimeContract {

    @TempDir
    private static Path directory;

    @Override
    ContractFixture open() {
        ImageInfo image = new ImageInfo("sha256:1", Instant.ofEpochSecond(1_600_000_000),
            Map.of(Labels.ENVIRONMENT_NAME, "shell", "dev.ingot.test.label", "a value"));
        return ContractFixture.of(new ProcessRuntime("process", directory).with(image, "sh"), image.id(), false);
    }

    @Override
    void close(ContractFixture opened) {
        opened.runtime().close();
    }
}
