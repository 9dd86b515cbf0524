package dev.ingot.agent.runtime;

/** How a container ended. */
public sealed interface Exit {

    /** Its first process returned. */
    record Code(int code) implements Exit { }

    /** Its first process was ended by a signal. */
    record Signalled(int signal) implements Exit { }

    /** The memory limit struck; {@link Usage#outOfMemory()} tells of processes other than the first. */
    record OutOfMemory() implements Exit { }

    /** What a number means that an engine gives as a shell would: 128 + signal for the 64 signals there are, else the code. */
    static Exit ofStatus(int status) {
        return status > 128 && status <= 128 + 64 ? new Signalled(status - 128) : new Code(status);
    }

    /** The number a shell would show: the code, or 128 + signal. */
    default int status() {
        return switch (this) {
            case Code(int code) -> code;
            case Signalled(int signal) -> 128 + signal;
            case OutOfMemory() -> 137;
        };
    }
}
