package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.Engine;

/** The contract on Docker with runc. */
@NamedRuntime("docker:runc")
class DockerRuncIT extends DockerContract {

    DockerRuncIT() {
        super(Engine.DOCKER, "runc");
    }
}
