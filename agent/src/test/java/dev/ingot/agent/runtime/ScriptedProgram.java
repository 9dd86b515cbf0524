package dev.ingot.agent.runtime;

import java.io.IOException;

/** Runs in a scripted container. It is interrupted when the container is killed. */
@FunctionalInterface
public interface ScriptedProgram {
    /** Runs to its end and returns the exit code. */
    int run(ScriptedProgramContext context) throws IOException, InterruptedException;
}
