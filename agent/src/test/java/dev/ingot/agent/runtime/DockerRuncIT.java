package dev.ingot.agent.runtime;

/** The contract on Docker with runc. */
@NamedRuntime("docker:runc")
class DockerRuncIT extends DockerContract {

    DockerRuncIT() {
        super("runc");
    }
}
