package dev.ingot.grading;

/** What a student container that shares no kernel with its grader tells the agent on its stdout. */
public sealed interface StudentMessage {

    /** A piece of the program's output. */
    record Output(OutputKind kind, byte[] bytes) implements StudentMessage { }

    /** The container's SSH server is up. */
    record SshReady(String user, String password) implements StudentMessage { }
}
