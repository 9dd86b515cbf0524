package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** On Docker. */
@RequiresRuntime("docker:crun")
class StrictUmaskDockerCrunIT extends StrictUmask {

    StrictUmaskDockerCrunIT() {
        super("{manager: docker, oci-runtime: crun}");
    }
}
