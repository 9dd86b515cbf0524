package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** On Podman with crun. */
@RequiresRuntime("podman:crun")
class SwappedFoldersPodmanCrunIT extends SwappedFolders {

    SwappedFoldersPodmanCrunIT() {
        super(6, "--runtime", "podman:crun", "docker");
    }
}
