package dev.ingot.agent.runtime;

/** The contract on Docker with crun. */
@NamedRuntime("docker:crun")
class DockerCrunIT extends DockerContract {

    DockerCrunIT() {
        super("crun");
    }
}
