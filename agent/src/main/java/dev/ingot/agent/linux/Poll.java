package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;

/** Waits for several descriptors with poll(2). For one thread, which closes it. */
final class Poll implements AutoCloseable {
    /** Requests no event; the kernel always reports the end. */
    static final int END_ONLY = 0;
    static final int READ = 1;
    static final int WRITE = 4;
    /** Stands for a descriptor that is not watched. */
    static final int NO_DESCRIPTOR = -1;

    /** POLLERR, POLLHUP, POLLNVAL. */
    private static final int END_EVENTS = 8 | 0x10 | 0x20;
    private static final int SIZE_OF_ENTRY = 8;
    private static final int RETURNED_EVENTS_OFFSET = 6;

    private final int count;
    private final Memory entries;

    /**
     * Creates a wait.
     *
     * @param count the number of descriptors
     */
    Poll(int count) {
        this.count = count;
        this.entries = new Memory((long) count * SIZE_OF_ENTRY);
    }

    /**
     * Sets one of the descriptors.
     *
     * @param index      from 0, below the count
     * @param descriptor or {@link #NO_DESCRIPTOR}
     * @param events     {@link #READ} and {@link #WRITE} combined, or {@link #END_ONLY}
     */
    void watch(int index, int descriptor, int events) {
        entries.setInt((long) index * SIZE_OF_ENTRY, descriptor);
        entries.setInt((long) index * SIZE_OF_ENTRY + Integer.BYTES, events);
    }

    /**
     * Waits for an event.
     *
     * @param milliseconds the timeout; negative waits without a timeout
     */
    void await(int milliseconds) {
        boolean interrupted;
        do {
            interrupted = isPollInterrupted(milliseconds);
        } while (interrupted);
    }

    private boolean isPollInterrupted(int milliseconds) {
        try {
            C_LIBRARY.poll(entries, new NativeLong(count), milliseconds);
            return false;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Libc.EINTR) {
                return true;
            }
            throw e;
        }
    }

    /** Returns whether the last wait found the descriptor readable. */
    boolean isReadable(int index) {
        return (returnedEvents(index) & READ) != 0;
    }

    /** Returns whether the last wait found the descriptor writable. */
    boolean isWritable(int index) {
        return (returnedEvents(index) & WRITE) != 0;
    }

    /** Returns whether the last wait found an error, a closed peer, or an invalid descriptor. */
    boolean hasEnded(int index) {
        return (returnedEvents(index) & END_EVENTS) != 0;
    }

    private int returnedEvents(int index) {
        return entries.getShort((long) index * SIZE_OF_ENTRY + RETURNED_EVENTS_OFFSET);
    }

    @Override
    public void close() {
        entries.close();
    }
}
