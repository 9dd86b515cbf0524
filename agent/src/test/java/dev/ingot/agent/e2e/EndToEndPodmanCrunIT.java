package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** The end-to-end cases on Podman with crun. */
@NamedRuntime("podman:crun")
class EndToEndPodmanCrunIT extends EndToEnd {

    EndToEndPodmanCrunIT() {
        super("podman:crun");
    }
}
