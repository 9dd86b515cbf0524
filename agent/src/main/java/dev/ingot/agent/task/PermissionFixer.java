package dev.ingot.agent.task;

import java.io.IOException;

/**
 * Makes a job's directory deletable for an agent that is not root: files created by containers belong to other users, and only a
 * container can change them.
 */
public interface PermissionFixer {
    /**
     * Changes the permissions in a directory that could not be deleted.
     *
     * @throws IOException when that fails
     */
    void makeDeletable(JobDir dir) throws IOException;
}
