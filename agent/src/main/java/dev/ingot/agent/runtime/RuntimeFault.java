package dev.ingot.agent.runtime;

/** A runtime could not do what was asked. The kind decides what the caller does; the message is for operators. */
public final class RuntimeFault extends RuntimeException {

    /** What went wrong, in the terms of the caller. */
    public enum Kind {
        /** No such image or container. */
        NOT_FOUND,
        /** It is in a state that forbids the call, or a name or port is taken. */
        CONFLICT,
        /** The request makes no sense to this runtime. */
        INVALID,
        /** We may not. */
        DENIED,
        /** No memory, disk, processes or descriptors left. */
        EXHAUSTED,
        /** The engine does not answer. */
        UNAVAILABLE,
        /** The engine failed. */
        INTERNAL
    }

    private final Kind kind;

    public RuntimeFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
