package dev.ingot.agent.runtime;

import java.io.IOException;

/** What runs in a scripted container. It is interrupted when the container is killed. */
@FunctionalInterface
public interface Program {
    /** Returns the exit code. */
    int run(Inside inside) throws IOException, InterruptedException;
}
