package dev.ingot.grading;

import java.io.IOException;

/** Grants heap memory to messages while they are read. */
@FunctionalInterface
public interface MessageMemoryGate {
    /**
     * Waits until the current message may use this much heap in total.
     *
     * @param heapBytes total for its frame and its decoded form; never decreases while the same message is read
     * @throws IOException when the memory is not granted: reading must stop
     */
    void admit(long heapBytes) throws IOException;
}
