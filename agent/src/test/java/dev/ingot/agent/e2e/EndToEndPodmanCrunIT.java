package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** The end-to-end cases on Podman with crun. */
@RequiresRuntime("podman:crun")
class EndToEndPodmanCrunIT extends EndToEnd {

    EndToEndPodmanCrunIT() {
        super("podman:crun");
    }
}
