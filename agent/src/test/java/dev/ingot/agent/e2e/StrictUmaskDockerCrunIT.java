package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** On Docker. */
@NamedRuntime("docker:crun")
class StrictUmaskDockerCrunIT extends StrictUmask {

    StrictUmaskDockerCrunIT() {
        super("{manager: docker, flavour: crun}");
    }
}
