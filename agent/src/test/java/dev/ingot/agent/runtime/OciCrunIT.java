package dev.ingot.agent.runtime;

/** The contract on crun, without a daemon. */
@RequiresRuntime("oci:crun")
class OciCrunIT extends OciContract {

    OciCrunIT() {
        super("crun");
    }
}
