package dev.ingot.agent.app;

/** How a command ends. */
public final class ExitCode {
    public static final int OK = 0;
    /** It cannot run here: no engine, a folder in use, a backend lost. */
    public static final int FAILURE = 1;
    /** What it was told makes no sense. */
    public static final int USAGE = 2;

    /** It has no memory for what it cannot do without. */
    static final int OUT_OF_MEMORY = 3;

    private ExitCode() { }
}
