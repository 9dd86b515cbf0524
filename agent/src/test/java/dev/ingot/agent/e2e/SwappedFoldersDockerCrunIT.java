package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** On Docker with crun. */
@RequiresRuntime("docker:crun")
class SwappedFoldersDockerCrunIT extends SwappedFolders {

    SwappedFoldersDockerCrunIT() {
        super(6, "--runtime", "docker:crun", "docker");
    }
}
