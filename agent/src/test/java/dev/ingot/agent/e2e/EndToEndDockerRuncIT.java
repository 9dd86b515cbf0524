package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on Docker with runc. */
@NamedRuntime("docker:runc")
class EndToEndDockerRuncIT extends EndToEnd {

    EndToEndDockerRuncIT() {
        super("docker:runc");
    }
}
