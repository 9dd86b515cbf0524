package dev.ingot.agent.e2e;

import dev.ingot.agent.runtime.NamedRuntime;

/** On crun, driven directly. */
@NamedRuntime("oci:crun")
class SwappedFoldersOciCrunIT extends SwappedFolders {

    SwappedFoldersOciCrunIT() {
        super(6, "--runtime", "oci:crun", "docker");
    }
}
