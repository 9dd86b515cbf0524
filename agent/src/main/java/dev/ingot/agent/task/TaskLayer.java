package dev.ingot.agent.task;

import dev.ingot.agent.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's own folder shown in a job's directory, below a layer that takes all that is written or changed there. The folder
 * itself is never written to.
 *
 * @param folder of the job's directory, where no container looks; there only when there is a layer
 * @param target the folder that shows the task
 */
record TaskLayer(Path folder, Path target) {
    private static final Logger LOG = LoggerFactory.getLogger(TaskLayer.class);

    static TaskLayer in(Path jobDir) {
        return new TaskLayer(jobDir.resolve("layer"), jobDir.resolve("task"));
    }

    /** Mounts it. On failure nothing is mounted. */
    void mount(Path task) throws IOException {
        Files.createDirectory(folder);
        Path upper = Files.createDirectory(folder.resolve("upper"));
        Files.setPosixFilePermissions(upper, Files.getPosixFilePermissions(target));
        Mounts.overlayOfAttributes(target, task.toRealPath(), upper, Files.createDirectory(folder.resolve("work")));
    }

    /** Idempotent; no error where there is none. */
    void unmount() throws IOException {
        if (Files.exists(folder)) {
            Mounts.detach(target);
        }
    }

    /**
     * Tries whether a layer can be made, and whether others see it.
     *
     * @param jobs where job directories lie
     * @param seen whether a container would see what we see in a folder
     */
    static boolean possible(Path jobs, Predicate<Path> seen) {
        Path trial = null;
        try {
            trial = Files.createTempDirectory(jobs, "job-trial-");
            TaskLayer layer = in(Files.createDirectory(trial.resolve("job")));
            Files.createDirectory(layer.target());
            Path task = Files.createDirectory(trial.resolve("task"));
            Path inside = Files.createDirectory(task.resolve("inside"));
            try {
                layer.mount(task);
                return seen.test(layer.target().resolve(inside.getFileName()));
            } finally {
                layer.unmount();
            }
        } catch (IOException e) {
            LOG.info("Large tasks are copied, since they cannot be mounted: {}", e.toString());
            return false;
        } finally {
            remove(trial);
        }
    }

    private static void remove(Path trial) {
        try {
            if (trial != null) {
                TreeRemoval.remove(trial);
            }
        } catch (IOException e) {
            LOG.warn("{} is left until the next start: {}", trial, e.toString());
        }
    }
}
