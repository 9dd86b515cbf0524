package dev.ingot.grading;

/**
 * What a grader says to one of its students by way of the agent, because the two share no kernel. The agent passes it on to
 * the student container's stdin.
 */
public sealed interface StudentOrder extends GraderMessage {

    /** The student container it is for. */
    String containerId();

    /**
     * Starts the student's program; said once, and first.
     *
     * @param command        a shell line; null for none
     * @param teardownScript a shell line for the very end; may be empty
     * @param user           "worker" or "root"
     */
    record Init(
        String socketId,
        String containerId,
        String command,
        String teardownScript,
        String workingDir,
        boolean ssh,
        String user) implements StudentOrder { }

    /**
     * A piece of the program's standard input.
     *
     * @param bytes none at all mark the end of the input; images of INGInious neither send nor understand that
     */
    record Input(String containerId, byte[] bytes) implements StudentOrder { }

    /** A signal for the program; its number in three ASCII digits. */
    record Signal(String containerId, byte[] digits) implements StudentOrder { }
}
