package dev.ingot.agent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.runtime.docker.DockerApiManager;
import dev.ingot.agent.runtime.docker.DockerRuntime;
import dev.ingot.agent.runtime.docker.DockerSettings;
import dev.ingot.agent.runtime.docker.DockerTestImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on a manager with Docker's API and any OCI runtime. */
abstract class DockerContract extends ContainerRuntimeContract {

    @TempDir
    private static Path scratch;

    private final DockerApiManager manager;
    private final String ociRuntime;
    private DockerTestImage image;

    DockerContract(DockerApiManager manager, String ociRuntime) {
        this.manager = manager;
        this.ociRuntime = ociRuntime;
    }

    @Override
    ContractFixture open() {
        DockerRuntime runtime = new DockerRuntime(settings().withManager(manager).withScratch(scratch));
        ContractFixture.requireUsable(runtime);
        image = new DockerTestImage(manager);
        return ContractFixture.of(runtime, image.id(), true);
    }

    DockerSettings settings() {
        return DockerSettings.of("docker-" + ociRuntime, ociRuntime);
    }

    @Override
    void close(ContractFixture opened) {
        opened.runtime().close();
        image.close();
        assertEquals(List.of(), List.of(scratch.toFile().list()), "files of containers stay");
    }
}
