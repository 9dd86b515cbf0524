package dev.ingot.agent.resource;

import java.io.IOException;

/** A container's message takes more of the agent's memory than it may. */
public final class OverBudget extends IOException {
    OverBudget(String message) {
        super(message);
    }
}
