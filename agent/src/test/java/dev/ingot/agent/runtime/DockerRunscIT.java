package dev.ingot.agent.runtime;

import dev.ingot.agent.runtime.docker.DockerSettings;
import dev.ingot.agent.runtime.docker.Engine;

/** The contract on Docker with gVisor. */
@NamedRuntime("docker:runsc")
class DockerRunscIT extends DockerContract {

    DockerRunscIT() {
        super(Engine.DOCKER, "runsc");
    }

    @Override
    DockerSettings settings() {
        return new DockerSettings("docker-runsc", "runsc", "", false).withOverhead(64 << 20);
    }
}
