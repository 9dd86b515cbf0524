package dev.ingot.agent.task;

import dev.ingot.agent.linux.OverlayFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The overlay that shows a task's folder in a job's directory, instead of a copy. */
public final class TaskOverlay {
    private static final Logger LOG = LoggerFactory.getLogger(TaskOverlay.class);

    private final OverlayFolder folder;

    private TaskOverlay(OverlayFolder folder) {
        this.folder = folder;
    }

    /** Returns the overlay of a job's directory, mounted or not. */
    static TaskOverlay of(Path jobDir) {
        return new TaskOverlay(new OverlayFolder(jobDir.resolve("layer"), jobDir.resolve("task")));
    }

    /** Mounts the overlay. On failure nothing is mounted. */
    void mount(Path task) throws IOException {
        folder.mount(task);
    }

    /** Unmounts the overlay if it is mounted. */
    void unmount() throws IOException {
        folder.unmount();
    }

    /** Maps the owners of its files to a user namespace; see {@link OverlayFolder#mapOwners}. */
    public void mapOwners(Path users, int root) throws IOException {
        folder.mapOwners(users, root);
    }

    /** Returns the host uid of the containers' root; 0 unless {@link #mapOwners} was called. */
    public int rootUid() throws IOException {
        return folder.rootUid();
    }

    /**
     * Tests whether a task can be mounted with an overlay that containers see.
     *
     * @param jobs    folder with the job directories
     * @param visible whether a container that mounts a folder of the overlay sees the same files as the agent
     */
    static boolean isPossible(Path jobs, Path task, BiPredicate<TaskOverlay, Path> visible) {
        Path test = null;
        try {
            test = Files.createTempDirectory(jobs, "job-trial-");
            TaskOverlay overlay = of(test);
            Path target = Files.createDirectory(overlay.folder.target());
            try {
                overlay.mount(task);
                return visible.test(overlay, Files.createTempDirectory(target, "inside-"));
            } finally {
                overlay.unmount();
            }
        } catch (IOException e) {
            LOG.info("Cannot mount an overlay: {}. Large tasks are copied", e.toString());
            return false;
        } finally {
            BindMountProbe.removeProbeFolder(test);
        }
    }
}
