package dev.ingot.agent.runtime;

/** Says how a container ended. */
public sealed interface Exit {

    /** The container's first process exited. */
    record Code(int code) implements Exit { }

    /** A signal ended the container's first process. */
    record Signalled(int signal) implements Exit { }

    /** The first process was killed at the memory limit. {@link Usage#outOfMemory()} also covers the other processes. */
    record OutOfMemory() implements Exit { }

    /**
     * Interprets an exit status as a shell reports it.
     *
     * @param status 128 + signal for the 64 signals of Linux (signal(7)), otherwise the exit code
     */
    static Exit ofStatus(int status) {
        return status > 128 && status <= 128 + 64 ? new Signalled(status - 128) : new Code(status);
    }

    /** Returns the status that a shell would show: the exit code, or 128 + signal; 137 for {@link OutOfMemory}. */
    default int status() {
        return switch (this) {
            case Code(int code) -> code;
            case Signalled(int signal) -> 128 + signal;
            case OutOfMemory() -> 137;
        };
    }
}
