package dev.ingot.grading;

/** What the grading container tells the agent on its stdout. */
public sealed interface GraderMessage
    permits GraderMessage.RunStudent, GraderMessage.SshDebug, GraderMessage.SshStudent, GraderMessage.Result, StudentOrder {

    /**
     * Asks for a student container.
     *
     * @param environment environment name, looked up in the grader's environment type; null for the grader's own
     * @param timeLimit     CPU seconds; 0 inherits
     * @param hardTimeLimit wall seconds; 0 inherits
     * @param memoryLimit   MiB; 0 inherits
     * @param socketId      names the socket {@code /sockets/<id>.sock} and the answers
     */
    record RunStudent(
        String environment,
        long timeLimit,
        long hardTimeLimit,
        long memoryLimit,
        boolean shareNetwork,
        String socketId,
        boolean ssh,
        boolean runAsRoot) implements GraderMessage { }

    /** The grading container's own SSH server is up. */
    record SshDebug(String user, String password) implements GraderMessage { }

    /** A student container's SSH server is up. */
    record SshStudent(String user, String password, String containerId) implements GraderMessage { }

    /**
     * The last word of the grader.
     *
     * @param result what the container sent, unchecked: usually a map
     */
    record Result(Object result) implements GraderMessage { }
}
