package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.Engine;

/** The contract on Podman with crun. */
@NamedRuntime("podman:crun")
class PodmanCrunIT extends DockerContract {

    PodmanCrunIT() {
        super(Engine.PODMAN, "crun");
    }
}
