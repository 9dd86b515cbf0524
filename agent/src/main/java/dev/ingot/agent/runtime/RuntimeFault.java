package dev.ingot.agent.runtime;

/** Thrown when a runtime cannot carry out a call. The kind decides what the caller does; the message is for operators. */
public final class RuntimeFault extends RuntimeException {

    /** Says what went wrong. */
    public enum Kind {
        /** The image or container does not exist. */
        NOT_FOUND,
        /** The container is in a state that forbids the call, or a name or port is taken. */
        CONFLICT,
        /** The runtime does not accept such a request. */
        INVALID,
        /** The agent lacks the permission. */
        DENIED,
        /** The host lacks memory, disk, processes or file descriptors. */
        EXHAUSTED,
        /** The manager does not answer. */
        UNAVAILABLE,
        /** The manager or the OCI runtime failed. */
        INTERNAL
    }

    private final Kind kind;

    /**
     * Creates a fault.
     *
     * @param message for operators: what was attempted and why it failed
     * @param cause   null when there is none
     */
    public RuntimeFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what went wrong. */
    public Kind kind() {
        return kind;
    }
}
