package dev.ingot.agent.cli;

/** How a command ends. */
final class ExitCode {
    static final int OK = 0;
    /** It cannot run here: no engine, a folder in use, a backend lost. */
    static final int FAILURE = 1;
    /** What it was told makes no sense. */
    static final int USAGE = 2;

    /** It has no memory for what it cannot do without. */
    static final int OUT_OF_MEMORY = 3;

    private ExitCode() { }
}
