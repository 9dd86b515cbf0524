package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The end-to-end cases on crun, without a manager, with users that are mapped to other users of the host. */
@RequiresRuntime("oci:crun")
class EndToEndOciCrunUsernsIT extends EndToEnd {

    EndToEndOciCrunUsernsIT() {
        super("oci:crun with userns: auto");
    }

    @Override
    List<String> runtimes() throws IOException {
        String file = Files.writeString(home.resolve("agent.yaml"),
            "runtimes: {tested: {manager: oci, oci-runtime: crun, userns: auto}}\n").toString();
        return List.of("--config", file);
    }
}
