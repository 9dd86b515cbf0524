package dev.ingot.agent.grader;

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
final class MergedOutput implements AutoCloseable {
    /** Holding this many bytes, nothing more is taken in; one piece alone may be larger. Images cut at this. */
    static final int CAPACITY = 512_000;

    private final Map<OutputKind, ByteArrayOutputStream> pieces = new EnumMap<>(OutputKind.class);
    private OutputKind first;
    private int held;
    private boolean ended;
    private boolean closed;

    /**
     * Adds a piece; waits for room.
     *
     * @return false when it was dropped, because this is closed
     */
    synchronized boolean put(Output output) throws InterruptedException {
        int length = output.bytes().length;
        while (held > 0 && held + length > CAPACITY && !closed) {
            wait();
        }
        if (closed) {
            return false;
        }
        if (length > 0) {
            if (first == null) {
                first = output.kind();
            }
            pieces.computeIfAbsent(output.kind(), _ -> new ByteArrayOutputStream(length)).writeBytes(output.bytes());
            held += length;
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
        while (first == null && !ended && !closed) {
            wait();
        }
        return first != null && !closed;
    }

    /** Takes everything of the kind that has waited longest. */
    synchronized Optional<Output> take() {
        if (first == null || closed) {
            return Optional.empty();
        }
        Output output = new Output(first, pieces.remove(first).toByteArray());
        held -= output.bytes().length;
        first = pieces.keySet().stream().findAny().orElse(null);
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
        first = null;
        held = 0;
        notifyAll();
    }
}
