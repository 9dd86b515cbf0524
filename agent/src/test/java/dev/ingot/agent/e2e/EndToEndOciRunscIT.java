package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on gVisor, without a manager. */
@RequiresRuntime("oci:runsc")
class EndToEndOciRunscIT extends EndToEnd {

    EndToEndOciRunscIT() {
        super("oci:runsc", "SHARED_KERNEL", "NETWORK", "PUBLISH_PORTS", "JOIN_NETWORK", "LIMIT_PROCESSES");
    }
}
