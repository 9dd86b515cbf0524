package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on Docker with crun. */
@NamedRuntime("docker:crun")
class EndToEndDockerCrunIT extends EndToEnd {

    EndToEndDockerCrunIT() {
        super("docker:crun");
    }
}
