package dev.ingot.agent.limits;

import dev.ingot.grading.MessageMemoryGate;

/**
 * What the messages of one container take of a {@link MessageMemoryBudget}, one message at a time. One thread reads the messages,
 * and asks; any may cancel.
 */
public final class MessageMemoryAccount implements MessageMemoryGate, AutoCloseable {
    private final MessageMemoryBudget budget;
    final Runnable onAbort;
    // Written under the budget's lock; what is held, by the reading thread alone.
    volatile long heldBytes;
    volatile boolean waiting;
    boolean reading;
    boolean aborted;
    boolean cancelled;
    long startedNanos;

    MessageMemoryAccount(MessageMemoryBudget budget, Runnable onAbort) {
        this.budget = budget;
        this.onAbort = onAbort;
    }

    /**
     * Waits until there is room.
     *
     * @throws MemoryBudgetExceeded when there never will be, when others are to have it, or when the job is over
     */
    @Override
    public void admit(long heapBytes) throws MemoryBudgetExceeded {
        budget.admit(this, heapBytes);
    }

    /** Whether the container is held back because others take the memory. */
    public boolean isWaiting() {
        return waiting;
    }

    /** The message has been read in full, and nothing that a container does keeps it here any longer. */
    public void markRead() {
        budget.markRead(this);
    }

    /** Nothing of the message is held any more. */
    public void release() {
        budget.release(this);
    }

    /** Ends every wait for memory here: the job is over. */
    public void cancel() {
        budget.cancel(this);
    }

    @Override
    public void close() {
        budget.close(this);
    }
}
