package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on Docker with gVisor. */
@RequiresRuntime("docker:runsc")
class EndToEndDockerRunscIT extends EndToEnd {

    EndToEndDockerRunscIT() {
        super("docker:runsc", "SHARED_KERNEL", "NETWORK", "PUBLISH_PORTS", "JOIN_NETWORK", "LIMIT_PROCESSES");
    }
}
