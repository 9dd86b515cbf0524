package dev.ingot.agent.limits;

import dev.ingot.grading.MessageMemoryGate;

/**
 * Accounts for the memory of one container's messages in a {@link MessageMemoryBudget}, one message at a time. One thread reads
 * the messages and requests memory; any thread may cancel.
 */
public final class MessageMemoryAccount implements MessageMemoryGate, AutoCloseable {
    private final MessageMemoryBudget budget;
    final Runnable onAbort;
    // Written under the budget's lock; the held bytes are written by the reading thread only.
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
     * Waits for memory.
     *
     * @throws MemoryBudgetExceeded when the message is too large, when the memory goes to other jobs, or when the job is done
     */
    @Override
    public void admit(long heapBytes) throws MemoryBudgetExceeded {
        budget.admit(this, heapBytes);
    }

    /** Returns whether the container waits because other jobs use the memory. */
    public boolean isWaiting() {
        return waiting;
    }

    /** Notes that the message was read completely: the container no longer delays its release. */
    public void markRead() {
        budget.markRead(this);
    }

    /** Releases the memory of the message. */
    public void release() {
        budget.release(this);
    }

    /** Cancels every wait for memory, because the job is done. */
    public void cancel() {
        budget.cancel(this);
    }

    @Override
    public void close() {
        budget.close(this);
    }
}
