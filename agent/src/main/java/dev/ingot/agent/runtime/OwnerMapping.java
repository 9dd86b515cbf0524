package dev.ingot.agent.runtime;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes the owners of files in an overlay appear unchanged in a container with a user namespace. The kernel cannot map owners on
 * the overlay mount itself (mount_setattr(2)), so the code that mounts the overlay implements this.
 */
@FunctionalInterface
public interface OwnerMapping {

    /**
     * Maps the owners for one user namespace. Called before a container mounts the folder. May be repeated for the same
     * namespace.
     *
     * @param users file of the user namespace
     * @param root  user id on the host of the namespace's root
     * @throws IOException when the owners cannot be mapped, or were mapped for another user namespace before
     */
    void map(Path users, int root) throws IOException;
}
