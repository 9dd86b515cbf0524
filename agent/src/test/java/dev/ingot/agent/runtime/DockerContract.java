package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.docker.DockerImage;
import dev.ingot.agent.runtime.docker.DockerRuntime;
import dev.ingot.agent.runtime.docker.DockerSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a Docker daemon, whatever its OCI runtime. */
abstract class DockerContract extends ContainerRuntimeContract {

    @TempDir
    private static Path scratch;

    private final String ociRuntime;
    private DockerImage image;

    DockerContract(String ociRuntime) {
        this.ociRuntime = ociRuntime;
    }

    @Override
    Bench open() {
        DockerRuntime runtime = new DockerRuntime(settings().withScratch(scratch));
        Bench.mustBeThere(runtime);
        image = new DockerImage();
        return Bench.of(runtime, image.id(), true);
    }

    DockerSettings settings() {
        return DockerSettings.of("docker-" + ociRuntime, ociRuntime);
    }

    @Override
    void shut(Bench opened) {
        opened.runtime().close();
        image.close();
        assertEquals(List.of(), List.of(scratch.toFile().list()), "files of containers stay");
    }
}
