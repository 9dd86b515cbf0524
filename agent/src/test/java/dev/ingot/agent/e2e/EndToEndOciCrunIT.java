package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The end-to-end cases on crun, without a manager, with the host's users. */
@RequiresRuntime("oci:crun")
class EndToEndOciCrunIT extends EndToEnd {

    EndToEndOciCrunIT() {
        super("oci:crun with userns: host");
    }

    @Override
    boolean runsAgentCases() {
        return true;
    }

    @Override
    List<String> runtimes() throws IOException {
        String file = Files.writeString(home.resolve("agent.yaml"),
            "runtimes: {tested: {manager: oci, oci-runtime: crun, userns: host}}\n").toString();
        return List.of("--config", file);
    }
}
