package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;
import java.io.IOException;

/** The end-to-end cases on crun, without a daemon, with users that are others on the host. */
@NamedRuntime("oci:crun")
class EndToEndOciCrunUsernsIT extends EndToEnd {

    EndToEndOciCrunUsernsIT() {
        super("oci:crun with userns: auto");
    }

    @Override
    AgentProcess agent(String address, String... flags) throws IOException {
        return AgentProcess.configured(address, "{manager: oci, flavour: crun, userns: auto}", home, flags);
    }
}
