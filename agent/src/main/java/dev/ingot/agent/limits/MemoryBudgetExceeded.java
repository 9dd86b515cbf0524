package dev.ingot.agent.limits;

import java.io.IOException;

/** Signals that a message of a container needs more memory of the agent than it may have. */
public final class MemoryBudgetExceeded extends IOException {
    MemoryBudgetExceeded(String message) {
        super(message);
    }
}
