package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on Docker with crun. */
@RequiresRuntime("docker:crun")
class EndToEndDockerCrunIT extends EndToEnd {

    EndToEndDockerCrunIT() {
        super("docker:crun");
    }
}
