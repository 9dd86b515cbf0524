package dev.ingot.agent.runtime;

/** The contract on runsc, without a daemon. */
@NamedRuntime("oci:runsc")
class OciRunscIT extends OciContract {

    OciRunscIT() {
        super("runsc");
    }
}
