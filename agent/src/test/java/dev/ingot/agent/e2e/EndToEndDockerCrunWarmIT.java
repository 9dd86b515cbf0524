package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on Docker with crun, with warm containers. */
@RequiresRuntime("docker:crun")
class EndToEndDockerCrunWarmIT extends WarmEndToEnd {

    EndToEndDockerCrunWarmIT() {
        super("docker", "crun");
    }
}
