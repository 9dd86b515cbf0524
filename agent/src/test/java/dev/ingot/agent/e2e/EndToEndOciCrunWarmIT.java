package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on crun, without a daemon, with containers that wait for them. */
@RequiresRuntime("oci:crun")
class EndToEndOciCrunWarmIT extends WarmEndToEnd {

    EndToEndOciCrunWarmIT() {
        super("oci", "crun");
    }
}
