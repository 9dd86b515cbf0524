package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.DockerApiManager;
import dev.ingot.agent.runtime.docker.DockerSettings;

/** Runs the contract on Docker with gVisor. */
@RequiresRuntime("docker:runsc")
@FullTier("OciRunscIT, DockerCrunIT, EndToEndDockerRunscIT")
class DockerRunscIT extends DockerContract {

    DockerRunscIT() {
        super(DockerApiManager.DOCKER, "runsc");
    }

    @Override
    DockerSettings settings() {
        return new DockerSettings("docker-runsc", "runsc", "", false).withOverhead(64 << 20);
    }
}
