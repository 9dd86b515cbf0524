package dev.ingot.agent.student;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** Messages on their way, of bounded size in all: whoever brings more than is taken away waits. Thread-safe. */
final class BoundedMessageQueue implements AutoCloseable {
    /** Holding this much, nothing more is taken in; one message may go beyond. */
    static final int CAPACITY = 1 << 20;

    private final Queue<byte[]> messages = new ArrayDeque<>();
    private long heldBytes;
    private boolean closed;

    /** Waits for room. A message to a closed queue is dropped. */
    synchronized void put(byte[] message) throws InterruptedException {
        while (heldBytes >= CAPACITY && !closed) {
            wait();
        }
        if (!closed) {
            messages.add(message);
            heldBytes += message.length;
            notifyAll();
        }
    }

    /** Waits for a message; empty when the queue is closed. */
    synchronized Optional<byte[]> take() throws InterruptedException {
        while (messages.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        byte[] message = messages.remove();
        heldBytes -= message.length;
        notifyAll();
        return Optional.of(message);
    }

    @Override
    public synchronized void close() {
        closed = true;
        messages.clear();
        notifyAll();
    }
}
