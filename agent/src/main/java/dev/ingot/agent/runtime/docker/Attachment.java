package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.ingot.agent.runtime.Stdio;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;

/**
 * Holds the hijacked connection to a container's streams
 * (https://docs.docker.com/reference/api/engine/version/v1.41/#operation/ContainerAttach). One thread demultiplexes the output.
 * It waits when a pipe is full, and then the container's writes block too. The transport's own thread sends stdin and flushes
 * after every read.
 */
final class Attachment implements AutoCloseable {

    private static final int CAPACITY = 64 * 1024;
    private static final int STDERR = 2;

    private final BoundedPipe stdin = new BoundedPipe(CAPACITY);
    private final BoundedPipe stdout = new BoundedPipe(CAPACITY);
    private final BoundedPipe stderr = new BoundedPipe(CAPACITY);
    private final Response response;

    /** Attaches to a container, which may be started before or afterwards. */
    Attachment(DockerConnection connection, String id) {
        response = connection.open("attach to " + id, Request.builder()
            .method(Request.Method.POST)
            .path("/containers/" + id + "/attach?stream=1&stdin=1&stdout=1&stderr=1")
            .hijackedInput(new HijackedInput(stdin))
            .build());
        Thread.ofVirtual().name("stdout-of-" + id).start(this::copyOutput);
    }

    /** Returns the agent's ends of the streams. */
    Stdio stdio() {
        return new Stdio(stdin.sink(), stdout.source(), stderr.source());
    }

    @Override
    public void close() {
        response.close();
        stdin.closeReader();
        stdout.closeReader();
        stderr.closeReader();
    }

    private void copyOutput() {
        IOException failure = null;
        try (DataInputStream frames = new DataInputStream(response.getBody())) {
            demultiplex(frames);
        } catch (IOException e) {
            failure = e;
        } finally {
            stdin.closeReader();
            stdout.closeWriter(failure);
            stderr.closeWriter(failure);
            response.close();
        }
    }

    /** Reads frames: one byte with the number of the stream, three zero bytes, four bytes of length, the data. */
    private void demultiplex(DataInputStream frames) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        for (int stream = frames.read(); stream >= 0; stream = frames.read()) {
            frames.skipNBytes(3);
            BoundedPipe pipe = stream == STDERR ? stderr : stdout;
            for (long remaining = Integer.toUnsignedLong(frames.readInt()); remaining > 0; ) {
                int read = frames.read(buffer, 0, (int) Math.min(buffer.length, remaining));
                if (read < 0) {
                    throw new EOFException("output ends within a frame");
                }
                pipe.writeOrDrop(buffer, 0, read);
                remaining -= read;
            }
        }
    }

    /** Supplies the transport's thread with stdin. */
    private static final class HijackedInput extends FilterInputStream {
        private final BoundedPipe pipe;
        private boolean handlerInstalled;

        HijackedInput(BoundedPipe pipe) {
            super(pipe.source());
            this.pipe = pipe;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            if (!handlerInstalled) {
                // Writing to a container that has ended throws in the transport's thread, which would print the stack trace to
                // stderr. Instead, close the pipe: further writes to stdin then fail.
                Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> pipe.closeReader());
                handlerInstalled = true;
            }
            return super.read(bytes, offset, count);
        }
    }
}
