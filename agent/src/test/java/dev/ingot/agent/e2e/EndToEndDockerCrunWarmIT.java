package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on Docker with crun, with containers that wait for them. */
@NamedRuntime("docker:crun")
class EndToEndDockerCrunWarmIT extends WarmEndToEnd {

    EndToEndDockerCrunWarmIT() {
        super("docker", "crun");
    }
}
