package dev.ingot.grading;

/**
 * An order of a grader to one of its student containers, when the two share no kernel. The agent forwards it to the stdin of the
 * student container.
 */
public sealed interface StudentOrder extends GraderMessage {

    /** Returns the id of the student container that receives the order. */
    String containerId();

    /**
     * Starts the student's program; the first order, sent once.
     *
     * @param command        shell command; null for none
     * @param teardownScript shell command that runs after the program; empty for none
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
     * Contains a piece of the program's standard input.
     *
     * @param bytes empty for the end of the input; images of INGInious neither send nor understand an empty piece
     */
    record Input(String containerId, byte[] bytes) implements StudentOrder { }

    /**
     * Sends a signal to the program.
     *
     * @param digits number of the signal in three ASCII digits
     */
    record Signal(String containerId, byte[] digits) implements StudentOrder { }
}
