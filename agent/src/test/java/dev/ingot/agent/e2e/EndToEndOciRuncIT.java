package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on runc, without a manager. */
@RequiresRuntime("oci:runc")
class EndToEndOciRuncIT extends EndToEnd {

    EndToEndOciRuncIT() {
        super("oci:runc");
    }
}
