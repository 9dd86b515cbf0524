package dev.ingot.grading;

/** A message that the grading container sends to the agent on its stdout. */
public sealed interface GraderMessage
    permits GraderMessage.RunStudent, GraderMessage.SshDebug, GraderMessage.SshStudent, GraderMessage.Result, StudentOrder {

    /**
     * Requests a student container.
     *
     * @param environment   environment name, looked up in the grader's environment type; null for the grader's own
     * @param timeLimit     CPU seconds; 0 inherits the grader's limit
     * @param hardTimeLimit wall seconds; 0 inherits the grader's limit
     * @param memoryLimit   MiB; 0 inherits the grader's limit
     * @param socketId      name of the socket {@code /sockets/<id>.sock}; the answers to the request repeat it
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

    /** Reports that the SSH server of the grading container is ready. */
    record SshDebug(String user, String password) implements GraderMessage { }

    /** Reports that the SSH server of a student container is ready. */
    record SshStudent(String user, String password, String containerId) implements GraderMessage { }

    /**
     * Contains the result of the grading; the grader sends nothing after it.
     *
     * @param result the value as the container sent it, unchecked; usually a map
     */
    record Result(Object result) implements GraderMessage { }
}
