package dev.ingot.grading;

/** A message that a student container sends to the agent on its stdout, when it shares no kernel with its grader. */
public sealed interface StudentMessage {

    /** Contains a piece of the program's output. */
    record Output(OutputKind kind, byte[] bytes) implements StudentMessage { }

    /** Reports that the SSH server of the container is ready. */
    record SshReady(String user, String password) implements StudentMessage { }
}
