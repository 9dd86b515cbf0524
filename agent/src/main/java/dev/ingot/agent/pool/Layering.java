package dev.ingot.agent.pool;

import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which tasks are mounted below a layer instead of being copied. Each runtime is tried once. Thread-safe. */
final class Layering {
    private static final Logger LOG = LoggerFactory.getLogger(Layering.class);

    private final JobDirs dirs;
    private final Map<ContainerRuntime, Boolean> possible = new ConcurrentHashMap<>();

    Layering(JobDirs dirs) {
        this.dirs = dirs;
    }

    boolean suits(ContainerRuntime runtime, Optional<Path> task) {
        return task.isPresent() && runtime.capabilities().contains(Capability.SHARED_KERNEL)
            && worthIt(task.get()) && possible.computeIfAbsent(runtime, this::tried);
    }

    private static boolean worthIt(Path task) {
        try {
            return JobDirs.worthLayering(task);
        } catch (IOException e) {
            // Whoever copies it tells what is wrong with it.
            return false;
        }
    }

    private boolean tried(ContainerRuntime runtime) {
        try {
            return dirs.canLayer(runtime::sees);
        } catch (RuntimeFault e) {
            LOG.info("Large tasks are copied for {}, which does not tell whether it sees what is mounted: {}", runtime.name(),
                e.getMessage());
            return false;
        }
    }
}
