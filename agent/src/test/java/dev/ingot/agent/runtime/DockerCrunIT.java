package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.Engine;

/** The contract on Docker with crun. */
@NamedRuntime("docker:crun")
class DockerCrunIT extends DockerContract {

    DockerCrunIT() {
        super(Engine.DOCKER, "crun");
    }
}
