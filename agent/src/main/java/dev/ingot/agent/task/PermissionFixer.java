package dev.ingot.agent.task;

import java.io.IOException;

/**
 * Makes a job's directory deletable for an agent that is not root: what containers made in it belongs to users of theirs,
 * and only a container can change it.
 */
public interface PermissionFixer {
    /**
     * @param dir the directory that could not be deleted
     * @throws IOException when nothing could be done about it
     */
    void makeDeletable(JobDir dir) throws IOException;
}
