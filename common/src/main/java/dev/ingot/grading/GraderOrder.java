package dev.ingot.grading;

import java.util.Map;

/** An order that the agent sends to the grading container on its stdin. */
public sealed interface GraderOrder {

    /**
     * Starts the grading; the container reads no task file before this order.
     *
     * @param input            the submission as the backend sent it
     * @param debug            {@code Boolean}, or the string "ssh"
     * @param runCommand       replaces the task's run file; null for none
     * @param environmentTypes environment type to whether its containers share the host's kernel
     * @param sharedKernel     whether run_student may pass file descriptors over a socket; the newest images ignore it
     */
    record Start(
        Map<String, Object> input,
        Object debug,
        String runCommand,
        Map<String, Boolean> environmentTypes,
        boolean runAsRoot,
        boolean sharedKernel) implements GraderOrder { }

    /** Reports that the student container was created; the agent starts it immediately afterwards. */
    record StudentStarted(String socketId, String containerId) implements GraderOrder { }

    /** Contains a piece of the output of a student program that shares no kernel with its grader. */
    record StudentOutput(String socketId, OutputKind kind, byte[] bytes) implements GraderOrder { }

    /** Reports that the student container has exited or could not be created (see {@link StudentReturnCodes}). */
    record StudentRetval(String socketId, int retval) implements GraderOrder { }
}
