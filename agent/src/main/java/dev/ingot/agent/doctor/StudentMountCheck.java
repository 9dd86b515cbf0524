package dev.ingot.agent.doctor;

import dev.ingot.agent.config.source.Problem;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ContainerRuntime;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.task.BindMountProbe;
import java.nio.file.Path;
import java.util.Optional;

/** Checks whether a runtime's manager sees mounts of the agent, by which graders get their students' folders. */
public final class StudentMountCheck {
    private StudentMountCheck() { }

    /**
     * Mounts a directory and checks whether the manager sees it.
     *
     * @param tmpdir the parent of the job directories
     * @return empty when graders and students get their folders like with INGInious' agent
     */
    static Optional<Problem> check(ContainerRuntime runtime, Path tmpdir) {
        try {
            return runtime.capabilities().contains(Capability.PIN_MOUNT_SOURCES)
                || BindMountProbe.isVisible(tmpdir, runtime::canSee)
                ? Optional.empty() : Optional.of(separateMountsProblem(runtime));
        } catch (RuntimeFault e) {
            return Optional.of(new Problem("runtime " + runtime.name(), "cannot check whether the manager sees mounts of "
                + "the agent: " + e.getMessage(), "see the manager's log"));
        }
    }

    /** Returns the problem of a runtime whose manager does not see mounts of the agent. */
    public static Problem separateMountsProblem(ContainerRuntime runtime) {
        return new Problem("runtime " + runtime.name(),
            "its manager does not see mounts of the agent. Graders therefore get /task/student and /task/systemfiles as "
            + "separate mounts: these cannot be renamed or removed, and files cannot be renamed or linked between them "
            + "and the rest of /task",
            "if tasks need that, run the agent as root with CAP_SYS_ADMIN in the mount namespace of the manager; see "
            + "Student folders in docs/run.md");
    }
}
