package dev.ingot.agent.doctor;

import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that each runtime's manager sees the job directory under the same path as the agent. A manager in another mount
 * namespace mounts an empty directory instead, and every job fails because its run file is missing.
 *
 * @param directory the directory of all job directories; must exist
 */
public record MountVisibilityCheck(Path directory, List<? extends ContainerRuntime> runtimes) {

    /** Creates a directory and returns one problem for each runtime that does not see it. */
    public List<Problem> findProblems() throws IOException {
        // The directory must be new: a manager creates a missing directory itself when it has to mount it.
        Path fresh = Files.createTempDirectory(directory, "job-visibility-");
        try {
            List<Problem> problems = new ArrayList<>();
            for (ContainerRuntime runtime : runtimes) {
                check(runtime, fresh, problems);
            }
            return problems;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void check(ContainerRuntime runtime, Path fresh, List<Problem> problems) {
        String subject = "runtime " + runtime.name();
        try {
            if (!runtime.canSee(fresh)) {
                problems.add(new Problem(subject, "the manager does not see " + directory + ", so jobs would find no task files",
                    "when the agent or the manager runs in a container, mount this directory into it at the same path"
                        + " as outside (-v " + directory + ":" + directory + "), or set another --tmpdir"));
            }
        } catch (RuntimeFault e) {
            problems.add(new Problem(subject, "cannot check whether the manager sees " + directory + ": " + e.getMessage(),
                "see ingot doctor"));
        }
    }
}
