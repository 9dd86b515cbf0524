package dev.ingot.agent.pool;

/** Something to be made ahead now. */
@FunctionalInterface
interface Need {
    void meet() throws InterruptedException;
}
