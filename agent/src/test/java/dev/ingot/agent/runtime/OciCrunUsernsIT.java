package dev.ingot.agent.runtime;

/** The contract on crun, with users that are others on the host. */
@RequiresRuntime("oci:crun")
class OciCrunUsernsIT extends OciContract {

    OciCrunUsernsIT() {
        super("crun", true);
    }
}
