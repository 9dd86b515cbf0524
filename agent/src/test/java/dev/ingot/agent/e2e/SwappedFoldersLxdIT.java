package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** On LXD. */
@NamedRuntime("lxd")
class SwappedFoldersLxdIT extends SwappedFolders {

    SwappedFoldersLxdIT() {
        super(6, "--runtime", "lxd", "docker");
    }
}
