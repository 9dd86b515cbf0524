package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.DockerApiManager;

/** Runs the contract on Docker with crun. */
@RequiresRuntime("docker:crun")
class DockerCrunIT extends DockerContract {

    DockerCrunIT() {
        super(DockerApiManager.DOCKER, "crun");
    }
}
