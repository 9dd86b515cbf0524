package dev.ingot.agent.limits;

import java.io.IOException;

/** A container's message takes more of the agent's memory than it may. */
public final class MemoryBudgetExceeded extends IOException {
    MemoryBudgetExceeded(String message) {
        super(message);
    }
}
