package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.DockerImage;
import dev.ingot.agent.runtime.docker.DockerRuntime;
import dev.ingot.agent.runtime.docker.DockerSettings;

/** The contract on a Docker daemon, whatever its OCI runtime. */
abstract class DockerContract extends ContainerRuntimeContract {

    private final String ociRuntime;
    private DockerImage image;

    DockerContract(String ociRuntime) {
        this.ociRuntime = ociRuntime;
    }

    @Override
    Bench open() {
        DockerRuntime runtime = new DockerRuntime(DockerSettings.of("docker-" + ociRuntime, ociRuntime));
        Bench.mustBeThere(runtime);
        image = new DockerImage();
        return Bench.of(runtime, image.id(), true);
    }

    @Override
    void shut(Bench opened) {
        opened.runtime().close();
        image.close();
    }
}
