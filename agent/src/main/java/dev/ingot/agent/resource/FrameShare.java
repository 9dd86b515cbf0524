package dev.ingot.agent.resource;

import dev.ingot.grading.MessageMemoryGate;

/**
 * What the messages of one container take of a {@link FrameBudget}, one message at a time. One thread reads the messages, and
 * asks; any may cancel.
 */
public final class FrameShare implements MessageMemoryGate, AutoCloseable {
    private final FrameBudget budget;
    final Runnable end;
    // Written under the budget's lock; what is held, by the reading thread alone.
    volatile long held;
    volatile boolean waiting;
    boolean reading;
    boolean shed;
    boolean over;
    long since;

    FrameShare(FrameBudget budget, Runnable end) {
        this.budget = budget;
        this.end = end;
    }

    /**
     * Waits until there is room.
     *
     * @throws OverBudget when there never will be, when others are to have it, or when the job is over
     */
    @Override
    public void admit(long heapBytes) throws OverBudget {
        budget.admit(this, heapBytes);
    }

    /** Whether the container is held back because others take the memory. */
    public boolean waiting() {
        return waiting;
    }

    /** The message has been read in full, and nothing that a container does keeps it here any longer. */
    public void settle() {
        budget.settle(this);
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
