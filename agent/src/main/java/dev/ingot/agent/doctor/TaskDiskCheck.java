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
 * Checks whether job directories can have a file system of limited size: whether one can be created and mounted, and whether
 * each manager sees the mount.
 *
 * @param directory the parent of the job directories, or a folder above it; must exist
 * @param disk      the file system to try
 */
public record TaskDiskCheck(Path directory, LoopFileSystem disk, List<? extends ContainerRuntime> runtimes) {
    static final String KEY = "limits.task-disk";

    /** Returns the problem of each runtime whose jobs cannot have such a file system, by runtime name. */
    public Map<String, Problem> findProblems() throws IOException {
        Map<String, Problem> failures = new LinkedHashMap<>();
        Path testFolder = Files.createTempDirectory(directory, "job-disk-trial-");
        boolean mounted = false;
        try {
            try {
                disk.mount(testFolder, testFolder.resolveSibling(testFolder.getFileName() + ".disk"));
                mounted = true;
                Path inside = Files.createDirectory(testFolder.resolve("inside"));
                runtimes.forEach(runtime -> checkVisibility(runtime, inside, failures));
            } catch (IOException e) {
                runtimes.forEach(runtime -> failures.put(runtime.name(), new Problem(KEY, "cannot create a directory of"
                    + " limited size: " + e.getMessage(),
                    "run the agent as root, with mkfs.ext4 (apt-get install e2fsprogs) and loop"
                    + " devices (modprobe loop), or set task-disk: none")));
            }
            return failures;
        } finally {
            // Without CAP_SYS_ADMIN, umount2 fails even where nothing is mounted (umount(2)).
            if (mounted) {
                Mounts.detach(testFolder);
            }
            Files.deleteIfExists(testFolder);
        }
    }

    private static void checkVisibility(ContainerRuntime runtime, Path inside, Map<String, Problem> failures) {
        try {
            if (!runtime.canSee(inside)) {
                failures.put(runtime.name(), new Problem(KEY, "the manager of runtime " + runtime.name()
                    + " does not see mounts that the agent makes below " + inside.getParent().getParent(),
                    "run the agent in the mount namespace of the manager, or set task-disk: none"));
            }
        } catch (RuntimeFault e) {
            failures.put(runtime.name(), new Problem(KEY, "cannot check whether the manager of runtime " + runtime.name()
                + " sees mounts of the agent: " + e.getMessage(), "see ingot doctor"));
        }
    }
}
