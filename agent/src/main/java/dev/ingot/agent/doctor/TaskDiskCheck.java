package dev.ingot.agent.doctor;

import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.linux.LoopFileSystem;
import dev.ingot.agent.linux.Mounts;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tries whether directories of jobs can have a disk of their own: whether one can be made and mounted, and whether each
 * engine sees what is mounted.
 *
 * @param directory where the directories of jobs are to lie, or a folder above
 */
public record TaskDiskCheck(Path directory, LoopFileSystem disk, List<? extends ContainerRuntime> runtimes) {
    static final String KEY = "limits.task-disk";

    /** The names of runtimes whose jobs cannot have one, with what is wrong. */
    public Map<String, Problem> findProblems() throws IOException {
        Map<String, Problem> failures = new LinkedHashMap<>();
        Path trial = Files.createTempDirectory(directory, "job-disk-trial-");
        boolean mounted = false;
        try {
            try {
                disk.mount(trial, trial.resolveSibling(trial.getFileName() + ".disk"));
                mounted = true;
                Path inside = Files.createDirectory(trial.resolve("inside"));
                runtimes.forEach(runtime -> checkVisibility(runtime, inside, failures));
            } catch (IOException e) {
                runtimes.forEach(runtime -> failures.put(runtime.name(), new Problem(KEY, "no directory of limited size can be"
                    + " made: " + e.getMessage(), "run the agent as root, with mkfs.ext4 (apt-get install e2fsprogs) and loop"
                    + " devices (modprobe loop), or write task-disk: none")));
            }
            return failures;
        } finally {
            // An agent that may mount nothing may not unmount either: it is refused even where nothing is mounted.
            if (mounted) {
                Mounts.detach(trial);
            }
            Files.deleteIfExists(trial);
        }
    }

    private static void checkVisibility(ContainerRuntime runtime, Path inside, Map<String, Problem> failures) {
        try {
            if (!runtime.canSee(inside)) {
                failures.put(runtime.name(), new Problem(KEY, "the engine of runtime " + runtime.name()
                    + " does not see what the agent mounts below " + inside.getParent().getParent(),
                    "run the agent in the mount namespace of the engine, or write task-disk: none"));
            }
        } catch (RuntimeFault e) {
            failures.put(runtime.name(), new Problem(KEY, "it cannot be told whether the engine of runtime " + runtime.name()
                + " sees what the agent mounts: " + e.getMessage(), "see ingot doctor"));
        }
    }
}
