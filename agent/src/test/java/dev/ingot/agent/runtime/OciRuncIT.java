package dev.ingot.agent.runtime;

/** The contract on runc, without a daemon. */
@RequiresRuntime("oci:runc")
class OciRuncIT extends OciContract {

    OciRuncIT() {
        super("runc");
    }
}
