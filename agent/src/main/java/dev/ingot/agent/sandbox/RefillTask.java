package dev.ingot.agent.sandbox;

/** Starts one warm container or warm student. */
@FunctionalInterface
interface RefillTask {
    void run() throws InterruptedException;
}
