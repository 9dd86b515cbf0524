package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.DockerApiManager;

/** Runs the contract on Docker with runc. */
@RequiresRuntime("docker:runc")
@FullTier("OciRuncIT, DockerCrunIT, EndToEndDockerRuncIT")
class DockerRuncIT extends DockerContract {

    DockerRuncIT() {
        super(DockerApiManager.DOCKER, "runc");
    }
}
