package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.DockerApiManager;

/** Runs the contract on Podman with crun. */
@RequiresRuntime("podman:crun")
class PodmanCrunIT extends DockerContract {

    PodmanCrunIT() {
        super(DockerApiManager.PODMAN, "crun");
    }
}
