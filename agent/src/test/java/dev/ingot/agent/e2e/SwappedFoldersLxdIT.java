package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** On LXD. */
@RequiresRuntime("lxd")
class SwappedFoldersLxdIT extends SwappedFolders {

    SwappedFoldersLxdIT() {
        super(6, "--runtime", "lxd", "docker");
    }
}
