package dev.ingot.agent.task;

import dev.ingot.agent.linux.OverlayFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's own folder shown in a job's directory, instead of a copy. */
public final class TaskOverlay {
    private static final Logger LOG = LoggerFactory.getLogger(TaskOverlay.class);

    private final OverlayFolder folder;

    private TaskOverlay(OverlayFolder folder) {
        this.folder = folder;
    }

    /** Of a job's directory, whether there is a layer or not. */
    static TaskOverlay of(Path jobDir) {
        return new TaskOverlay(new OverlayFolder(jobDir.resolve("layer"), jobDir.resolve("task")));
    }

    /** Mounts it. On failure nothing is mounted. */
    void mount(Path task) throws IOException {
        folder.mount(task);
    }

    /** Idempotent; no error where there is none. */
    void unmount() throws IOException {
        folder.unmount();
    }

    /** Shows its owners to users who are others on the host; see {@link OverlayFolder#mapOwners}. */
    public void mapOwners(Path users, int root) throws IOException {
        folder.mapOwners(users, root);
    }

    /** Who root of its users is on the host; 0 unless {@link #mapOwners} was called. */
    public int rootUid() throws IOException {
        return folder.rootUid();
    }

    /**
     * Tries whether a task can be shown so, and whether others see it.
     *
     * @param jobs where job directories lie
     * @param seen whether a container would see what we see in a folder that the layer shows
     */
    static boolean isPossible(Path jobs, Path task, BiPredicate<TaskOverlay, Path> seen) {
        Path trial = null;
        try {
            trial = Files.createTempDirectory(jobs, "job-trial-");
            TaskOverlay layer = of(trial);
            Path target = Files.createDirectory(layer.folder.target());
            try {
                layer.mount(task);
                return seen.test(layer, Files.createTempDirectory(target, "inside-"));
            } finally {
                layer.unmount();
            }
        } catch (IOException e) {
            LOG.info("Large tasks are copied, since they cannot be mounted: {}", e.toString());
            return false;
        } finally {
            BindMountProbe.removeProbeFolder(trial);
        }
    }
}
