package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.docker.DockerImage;
import dev.ingot.agent.runtime.docker.DockerRuntime;
import dev.ingot.agent.runtime.docker.DockerSettings;
import dev.ingot.agent.runtime.docker.Engine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The contract on an engine that speaks Docker's API, whatever its OCI runtime. */
abstract class DockerContract extends ContainerRuntimeContract {

    @TempDir
    private static Path scratch;

    private final Engine engine;
    private final String ociRuntime;
    private DockerImage image;

    DockerContract(Engine engine, String ociRuntime) {
        this.engine = engine;
        this.ociRuntime = ociRuntime;
    }

    @Override
    Bench open() {
        DockerRuntime runtime = new DockerRuntime(settings().withEngine(engine).withScratch(scratch));
        Bench.mustBeThere(runtime);
        image = new DockerImage(engine);
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
