package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on crun, without a manager, with warm containers. */
@RequiresRuntime("oci:crun")
class EndToEndOciCrunWarmIT extends WarmEndToEnd {

    EndToEndOciCrunWarmIT() {
        super("oci", "crun");
    }
}
