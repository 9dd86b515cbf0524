package dev.ingot.agent.doctor;

import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.BindMountProbe;
import java.nio.file.Path;
import java.util.Optional;

/** What is said of a runtime whose students can have their folders in one way only. */
public final class StudentMountCheck {
    private StudentMountCheck() { }

    /**
     * Tries it.
     *
     * @param tmpdir where job directories are to lie
     * @return empty where graders and students have their folders as INGInious' agent would have them
     */
    static Optional<Problem> check(ContainerRuntime runtime, Path tmpdir) {
        try {
            return runtime.capabilities().contains(Capability.PIN_MOUNT_SOURCES)
                || BindMountProbe.isVisible(tmpdir, runtime::canSee)
                ? Optional.empty() : Optional.of(separateMountsProblem(runtime));
        } catch (RuntimeFault e) {
            return Optional.of(new Problem("runtime " + runtime.name(), "it cannot be told whether its engine sees what the "
                + "agent mounts: " + e.getMessage(), "see what the engine logs"));
        }
    }

    /** The agent can mount nothing that its engine sees. */
    public static Problem separateMountsProblem(ContainerRuntime runtime) {
        return new Problem("runtime " + runtime.name(),
            "its engine sees nothing that the agent mounts, so /task/student and /task/systemfiles are mounts of their own "
            + "in its graders: they cannot be renamed or removed there, and files cannot be renamed or linked between them "
            + "and the rest of /task",
            "where tasks need that, run the agent as root with CAP_SYS_ADMIN, in the mount namespace of the engine; see "
            + "Student folders in docs/run.md");
    }
}
