package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** On Podman with crun. */
@NamedRuntime("podman:crun")
class SwappedFoldersPodmanCrunIT extends SwappedFolders {

    SwappedFoldersPodmanCrunIT() {
        super(6, "--runtime", "podman:crun", "docker");
    }
}
