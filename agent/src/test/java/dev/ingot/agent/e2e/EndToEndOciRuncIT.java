package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on runc, without a daemon. */
@NamedRuntime("oci:runc")
class EndToEndOciRuncIT extends EndToEnd {

    EndToEndOciRuncIT() {
        super("oci:runc");
    }
}
