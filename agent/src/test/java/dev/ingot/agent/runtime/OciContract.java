package dev.ingot.agent.runtime;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on an OCI command line. */
abstract class OciContract extends ContainerRuntimeContract {

    @TempDir
    private static Path folder;
    private final String command;
    private final boolean mapsUsers;

    OciContract(String command) {
        this(command, false);
    }

    OciContract(String command, boolean mapsUsers) {
        this.command = command;
        this.mapsUsers = mapsUsers;
    }

    @Override
    Bench open() throws Exception {
        return OciBench.open(OciBench.settings(command, folder).mappingUsers(mapsUsers), folder);
    }

    @Override
    void shut(Bench opened) {
        opened.runtime().close();
    }
}
