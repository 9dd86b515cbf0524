package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on Docker with gVisor. */
@NamedRuntime("docker:runsc")
class EndToEndDockerRunscIT extends EndToEnd {

    EndToEndDockerRunscIT() {
        super("docker:runsc", "SHARED_KERNEL", "NETWORK", "PUBLISH_PORTS", "JOIN_NETWORK", "LIMIT_PROCESSES");
    }
}
