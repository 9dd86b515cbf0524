package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.Libc.C_LIBRARY;

import com.sun.jna.LastErrorException;
import java.io.IOException;

/**
 * A pipe between a child and the agent. Closing it closes the agent's copy of the child's end, which the child has inherited
 * by then.
 *
 * @param childDescriptor the child's end
 * @param parentEnd       the agent's end; its user closes it
 */
record Pipe(int childDescriptor, NonBlockingPipe parentEnd) implements AutoCloseable {

    /** Creates a pipe that the child reads. */
    static Pipe toChild() throws IOException {
        int[] ends = createDescriptors();
        return new Pipe(ends[0], new NonBlockingPipe(ends[1]));
    }

    /** Creates a pipe that the child writes. */
    static Pipe fromChild() throws IOException {
        int[] ends = createDescriptors();
        return new Pipe(ends[1], new NonBlockingPipe(ends[0]));
    }

    /** Creates a pipe that the child writes, with room for a large message while the agent is busy. */
    static Pipe fromChildLarge() throws IOException {
        Pipe pipe = fromChild();
        PipeCapacity.enlarge(pipe.childDescriptor());
        return pipe;
    }

    private static int[] createDescriptors() throws IOException {
        int[] ends = new int[2];
        try {
            C_LIBRARY.pipe2(ends, SpawnConstants.O_CLOEXEC);
        } catch (LastErrorException e) {
            throw new IOException("cannot create a pipe: " + e.getMessage(), e);
        }
        return ends;
    }

    @Override
    public void close() {
        C_LIBRARY.close(childDescriptor);
    }
}
