package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SpawnCalls.C_LIBRARY;

import com.sun.jna.LastErrorException;
import java.io.IOException;

/**
 * A pipe between a child and us. Closing it closes the child's end, which the child has its own copy of by then.
 *
 * @param childDescriptor the child's end
 * @param parentEnd   the other end, closed by whoever has it
 */
record Pipe(int childDescriptor, NonBlockingPipe parentEnd) implements AutoCloseable {

    /** One the child reads. */
    static Pipe toChild() throws IOException {
        int[] ends = createDescriptors();
        return new Pipe(ends[0], new NonBlockingPipe(ends[1]));
    }

    /** One the child writes. */
    static Pipe fromChild() throws IOException {
        int[] ends = createDescriptors();
        return new Pipe(ends[1], new NonBlockingPipe(ends[0]));
    }

    /** One the child writes, which holds a large message while we are late to read. */
    static Pipe fromChildLarge() throws IOException {
        Pipe pipe = fromChild();
        PipeCapacity.enlarge(pipe.childDescriptor());
        return pipe;
    }

    private static int[] createDescriptors() throws IOException {
        int[] ends = new int[2];
        try {
            C_LIBRARY.pipe2(ends, SpawnCalls.O_CLOEXEC);
        } catch (LastErrorException e) {
            throw new IOException("no pipe can be made: " + e.getMessage(), e);
        }
        return ends;
    }

    @Override
    public void close() {
        C_LIBRARY.close(childDescriptor);
    }
}
