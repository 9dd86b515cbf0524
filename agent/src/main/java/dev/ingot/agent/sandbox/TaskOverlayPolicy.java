package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.JobDirs;
import dev.ingot.agent.task.TaskOverlay;
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
 * Decides which tasks are mounted as an overlay instead of being copied. Each runtime is tested once for each file system
 * that holds tasks. Thread-safe.
 */
final class TaskOverlayPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(TaskOverlayPolicy.class);

    private final JobDirs dirs;
    private final boolean studentsOnOtherRuntimes;
    private final Map<ProbeKey, Boolean> results = new ConcurrentHashMap<>();

    private record ProbeKey(ContainerRuntime runtime, Object fileSystem) { }

    /**
     * @param studentsOnOtherRuntimes whether a student may run on another runtime than its grader, which may map owners
     *                                differently
     */
    TaskOverlayPolicy(JobDirs dirs, boolean studentsOnOtherRuntimes) {
        this.dirs = dirs;
        this.studentsOnOtherRuntimes = studentsOnOtherRuntimes;
    }

    boolean canOverlay(ContainerRuntime runtime, Optional<Path> task) {
        return task.isPresent() && runtime.capabilities().contains(Capability.SHARED_KERNEL)
            && isWorthwhile(runtime, task.get());
    }

    private boolean isWorthwhile(ContainerRuntime runtime, Path task) {
        try {
            return JobDirs.isWorthOverlaying(task) && results.computeIfAbsent(
                new ProbeKey(runtime, Files.getAttribute(task, "unix:dev")), key -> probe(key.runtime(), task));
        } catch (IOException e) {
            // The task is copied then, and the copy reports what is wrong with it.
            return false;
        }
    }

    private boolean probe(ContainerRuntime runtime, Path task) {
        try {
            return dirs.canOverlay(task, (layer, folder) ->
                runtime.canMountOverlay(layer::mapOwners, folder) && !(studentsOnOtherRuntimes && hasMappedOwners(layer)));
        } catch (RuntimeFault e) {
            LOG.info("Runtime {} copies large tasks: cannot test whether it sees overlay mounts: {}", runtime.name(),
                e.getMessage());
            return false;
        }
    }

    private static boolean hasMappedOwners(TaskOverlay layer) {
        try {
            return layer.rootUid() != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
