package dev.ingot.agent.runtime;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on an OCI command line. */
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
    ContractFixture open() throws Exception {
        return OciFixture.open(OciFixture.settings(command, folder).withMappedUsers(mapsUsers), folder);
    }

    @Override
    void close(ContractFixture opened) {
        opened.runtime().close();
    }
}
