package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on Docker with runc. */
@RequiresRuntime("docker:runc")
class EndToEndDockerRuncIT extends EndToEnd {

    EndToEndDockerRuncIT() {
        super("docker:runc");
    }
}
