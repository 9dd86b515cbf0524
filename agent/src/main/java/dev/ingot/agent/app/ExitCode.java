package dev.ingot.agent.app;

/** Lists the exit statuses of commands. */
public final class ExitCode {
    /** The command succeeded, or the agent was stopped by a signal. */
    public static final int OK = 0;
    /** The command cannot run on this host: a manager is missing, a directory is in use, the backend is lost. */
    public static final int FAILURE = 1;
    /** The flags or the configuration are invalid. */
    public static final int USAGE = 2;

    /** A thread that the agent needs ran out of memory. */
    static final int OUT_OF_MEMORY = 3;

    private ExitCode() { }
}
