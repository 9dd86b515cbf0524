package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** On Docker with crun. */
@NamedRuntime("docker:crun")
class SwappedFoldersDockerCrunIT extends SwappedFolders {

    SwappedFoldersDockerCrunIT() {
        super(6, "--runtime", "docker:crun", "docker");
    }
}
