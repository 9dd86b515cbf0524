package dev.ingot.grading;

import java.io.IOException;

/** Lets a message take memory. */
@FunctionalInterface
public interface MessageMemoryGate {
    /**
     * Called before the message that is being read takes so much of the heap in all; may wait.
     *
     * @param heapBytes for its frame and for what it is decoded to; never less than before for the same message
     * @throws IOException when the message must not take it: nothing more is to be read
     */
    void admit(long heapBytes) throws IOException;
}
