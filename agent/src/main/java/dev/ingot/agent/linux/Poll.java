package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SocketCalls.C_LIBRARY;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;

/** A wait for any of several descriptors. For one thread; closed by it. */
final class Poll implements AutoCloseable {
    /** To be asked for: of an end the kernel tells anyhow. */
    static final int END_ONLY = 0;
    static final int READ = 1;
    static final int WRITE = 4;
    /** In the place of a descriptor of which nothing is to be told. */
    static final int NO_DESCRIPTOR = -1;

    /** An error, a peer that has closed, or no descriptor at all. */
    private static final int END_EVENTS = 8 | 0x10 | 0x20;
    private static final int SIZE_OF_ENTRY = 8;
    private static final int RETURNED_EVENTS_OFFSET = 6;

    private final int count;
    private final Memory entries;

    Poll(int count) {
        this.count = count;
        this.entries = new Memory((long) count * SIZE_OF_ENTRY);
    }

    void watch(int index, int descriptor, int events) {
        entries.setInt((long) index * SIZE_OF_ENTRY, descriptor);
        entries.setInt((long) index * SIZE_OF_ENTRY + Integer.BYTES, events);
    }

    /** Waits until there is something to tell, or so long; less than nothing is for ever. */
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
            if (e.getErrorCode() == SocketCalls.EINTR) {
                return true;
            }
            throw e;
        }
    }

    boolean isReadable(int index) {
        return (returnedEvents(index) & READ) != 0;
    }

    boolean isWritable(int index) {
        return (returnedEvents(index) & WRITE) != 0;
    }

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
