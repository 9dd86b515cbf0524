package dev.ingot.agent.student;

import dev.ingot.grading.OutputKind;
import dev.ingot.grading.StudentMessage.Output;
import java.io.ByteArrayOutputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Output of a student that waits to be sent, one message of each kind at most. The two kinds are not kept in order among each
 * other, as little as the student program of INGInious keeps them. Thread-safe.
 */
final class MergingOutputBuffer implements AutoCloseable {
    /** Holding this many bytes, nothing more is taken in; one piece alone may be larger. Images cut at this. */
    static final int CAPACITY = 512_000;

    private final Map<OutputKind, ByteArrayOutputStream> pieces = new EnumMap<>(OutputKind.class);
    private OutputKind firstKind;
    private int heldBytes;
    private boolean ended;
    private boolean closed;

    /**
     * Adds a piece; waits for room.
     *
     * @return false when it was dropped, because this is closed
     */
    synchronized boolean put(Output output) throws InterruptedException {
        int length = output.bytes().length;
        while (heldBytes > 0 && heldBytes + length > CAPACITY && !closed) {
            wait();
        }
        if (closed) {
            return false;
        }
        if (length > 0) {
            if (firstKind == null) {
                firstKind = output.kind();
            }
            pieces.computeIfAbsent(output.kind(), _ -> new ByteArrayOutputStream(length)).writeBytes(output.bytes());
            heldBytes += length;
            notifyAll();
        }
        return true;
    }

    /**
     * Waits for something to {@link #take}.
     *
     * @return false when nothing more will come
     */
    synchronized boolean await() throws InterruptedException {
        while (firstKind == null && !ended && !closed) {
            wait();
        }
        return firstKind != null && !closed;
    }

    /** Takes everything of the kind that has waited longest. */
    synchronized Optional<Output> take() {
        if (firstKind == null || closed) {
            return Optional.empty();
        }
        Output output = new Output(firstKind, pieces.remove(firstKind).toByteArray());
        heldBytes -= output.bytes().length;
        firstKind = pieces.keySet().stream().findAny().orElse(null);
        notifyAll();
        return Optional.of(output);
    }

    /** Notes that no more will be put. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        pieces.clear();
        firstKind = null;
        heldBytes = 0;
        notifyAll();
    }
}
