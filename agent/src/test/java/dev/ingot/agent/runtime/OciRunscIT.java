package dev.ingot.agent.runtime;

/** The contract on runsc, without a daemon. */
@RequiresRuntime("oci:runsc")
class OciRunscIT extends OciContract {

    OciRunscIT() {
        super("runsc");
    }
}
