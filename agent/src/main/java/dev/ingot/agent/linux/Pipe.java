package dev.ingot.agent.linux;

import static dev.ingot.agent.linux.SpawnCalls.C_LIBRARY;

import com.sun.jna.LastErrorException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/** Both ends of a pipe, for a child to be given one of them. The streams made of an end outlive it. */
record Pipe(int read, int write) implements AutoCloseable {

    static Pipe make() throws IOException {
        int[] ends = new int[2];
        try {
            C_LIBRARY.pipe2(ends, SpawnCalls.O_CLOEXEC);
        } catch (LastErrorException e) {
            throw new IOException("no pipe can be made: " + e.getMessage(), e);
        }
        return new Pipe(ends[0], ends[1]);
    }

    /** Another descriptor of the same end, as the JDK makes no stream of a number. */
    FileInputStream reader() throws IOException {
        return new FileInputStream("/proc/self/fd/" + read);
    }

    /** Unbuffered: every write is handed on at once, and in one piece. */
    FileOutputStream writer() throws IOException {
        return new FileOutputStream("/proc/self/fd/" + write);
    }

    @Override
    public void close() {
        C_LIBRARY.close(read);
        C_LIBRARY.close(write);
    }
}
