package dev.ingot.agent.runtime;

import java.io.IOException;
import java.nio.file.Path;

/** Of a folder that an overlay shows, on whose mount the kernel maps no owners: who makes the overlay can make it so. */
@FunctionalInterface
public interface OwnerMapping {

    /**
     * From now on the folder shows, to users who are others on the host, the owners that it has. Done before a container has it
     * mounted; for the same users again it is no error.
     *
     * @param users the user namespace's file
     * @param root  who their root is on the host
     * @throws IOException also when it was done for other users
     */
    void map(Path users, int root) throws IOException;
}
