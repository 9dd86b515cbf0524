package dev.ingot.agent.sandbox;

/** Something to be made ahead now. */
@FunctionalInterface
interface RefillTask {
    void run() throws InterruptedException;
}
