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
 * Whether engines see a directory as the agent does. One that does not, mounts an empty directory of its own into every
 * container, and tasks seem to lack their run file.
 */
public record MountVisibilityCheck(Path directory, List<? extends ContainerRuntime> runtimes) {

    /** Each runtime that does not see a directory freshly made there. */
    public List<Problem> findProblems() throws IOException {
        // Fresh, since the engine may have made older ones itself, when told to mount them.
        Path fresh = Files.createTempDirectory(directory, "job-sight-");
        try {
            List<Problem> blind = new ArrayList<>();
            for (ContainerRuntime runtime : runtimes) {
                check(runtime, fresh, blind);
            }
            return blind;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void check(ContainerRuntime runtime, Path fresh, List<Problem> blind) {
        String where = "runtime " + runtime.name();
        try {
            if (!runtime.canSee(fresh)) {
                blind.add(new Problem(where, "its engine does not see " + directory + ", so no job will find its files",
                    "when the agent or the engine runs in a container, mount this directory into it at the same path"
                        + " as outside (-v " + directory + ":" + directory + "), or choose another --tmpdir"));
            }
        } catch (RuntimeFault e) {
            blind.add(new Problem(where, "it cannot be told whether its engine sees " + directory + ": " + e.getMessage(),
                "see ingot doctor"));
        }
    }
}
