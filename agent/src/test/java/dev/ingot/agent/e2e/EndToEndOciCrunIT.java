package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on crun, without a daemon. */
@NamedRuntime("oci:crun")
class EndToEndOciCrunIT extends EndToEnd {

    EndToEndOciCrunIT() {
        super("oci:crun");
    }
}
