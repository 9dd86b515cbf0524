package dev.ingot.agent.pool;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.agent.task.TaskLayer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which tasks are mounted below a layer instead of being copied. Each runtime is tried once for each file system that
 * holds tasks. Thread-safe.
 */
final class Layering {
    private static final Logger LOG = LoggerFactory.getLogger(Layering.class);

    private final JobDirs dirs;
    private final boolean studentsApart;
    private final Map<Trial, Boolean> possible = new ConcurrentHashMap<>();

    private record Trial(ContainerRuntime runtime, Object fileSystem) { }

    /** @param studentsApart whether a student may run on another runtime than its grader, where owners are not mapped alike */
    Layering(JobDirs dirs, boolean studentsApart) {
        this.dirs = dirs;
        this.studentsApart = studentsApart;
    }

    boolean suits(ContainerRuntime runtime, Optional<Path> task) {
        return task.isPresent() && runtime.capabilities().contains(Capability.SHARED_KERNEL)
            && worthIt(runtime, task.get());
    }

    private boolean worthIt(ContainerRuntime runtime, Path task) {
        try {
            return JobDirs.worthLayering(task) && possible.computeIfAbsent(
                new Trial(runtime, Files.getAttribute(task, "unix:dev")), trial -> tried(trial.runtime(), task));
        } catch (IOException e) {
            // Whoever copies it tells what is wrong with it.
            return false;
        }
    }

    private boolean tried(ContainerRuntime runtime, Path task) {
        try {
            return dirs.canLayer(task, (layer, folder) ->
                runtime.canMountOverlay(layer::mapOwners, folder) && !(studentsApart && mapped(layer)));
        } catch (RuntimeFault e) {
            LOG.info("Large tasks are copied for {}, which does not tell whether it sees what is mounted: {}", runtime.name(),
                e.getMessage());
            return false;
        }
    }

    private static boolean mapped(TaskLayer layer) {
        try {
            return layer.root() != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
