package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.RequiresRuntime;

/** On crun, driven directly. */
@RequiresRuntime("oci:crun")
class SwappedFoldersOciCrunIT extends SwappedFolders {

    SwappedFoldersOciCrunIT() {
        super(6, "--runtime", "oci:crun", "docker");
    }
}
