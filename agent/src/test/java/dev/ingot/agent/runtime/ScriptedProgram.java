package dev.ingot.agent.runtime;

import java.io.IOException;

/** What runs in a scripted container. It is interrupted when the container is killed. */
@FunctionalInterface
public interface ScriptedProgram {
    /** Returns the exit code. */
    int run(ScriptedProgramContext inside) throws IOException, InterruptedException;
}
