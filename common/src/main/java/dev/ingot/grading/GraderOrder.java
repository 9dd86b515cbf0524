package dev.ingot.grading;

import java.util.Map;

/** What the agent tells the grading container on its stdin. */
public sealed interface GraderOrder {

    /**
     * Starts the grading; the container touches nothing before it.
     *
     * @param input            the submission as the backend sent it
     * @param debug            {@code Boolean}, or the string "ssh"
     * @param runCommand       replaces the task's run file; null for none
     * @param environmentTypes type to whether it shares the host's kernel
     * @param sharedKernel     whether run_student may pass descriptors over a socket; newest images ignore it
     */
    record Start(
        Map<String, Object> input,
        Object debug,
        String runCommand,
        Map<String, Boolean> environmentTypes,
        boolean runAsRoot,
        boolean sharedKernel) implements GraderOrder { }

    /** The student container exists; it is started right after. */
    record StudentStarted(String socketId, String containerId) implements GraderOrder { }

    /** A piece of what the student's program prints: of a student that shares no kernel with its grader. */
    record StudentOutput(String socketId, OutputKind kind, byte[] bytes) implements GraderOrder { }

    /** The student container is gone, or never was (see {@link StudentReturnCodes}). */
    record StudentRetval(String socketId, int retval) implements GraderOrder { }
}
