package dev.ingot.agent.runtime.docker;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.ingot.agent.runtime.Stdio;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;

/**
 * The hijacked connection to a container's streams. One thread takes the multiplexed output apart; it waits when a pipe is
 * full, and the container's writer then waits too. The transport's own thread carries stdin, flushing every piece.
 */
final class Attachment implements AutoCloseable {

    private static final int CAPACITY = 64 * 1024;
    private static final int STDERR = 2;

    private final BoundedPipe stdin = new BoundedPipe(CAPACITY);
    private final BoundedPipe stdout = new BoundedPipe(CAPACITY);
    private final BoundedPipe stderr = new BoundedPipe(CAPACITY);
    private final Response response;

    /** Attaches to a container, started or not. */
    Attachment(DockerConnection daemon, String id) {
        response = daemon.open("attach to " + id, Request.builder()
            .method(Request.Method.POST)
            .path("/containers/" + id + "/attach?stream=1&stdin=1&stdout=1&stderr=1")
            .hijackedInput(new HijackedInput(stdin))
            .build());
        Thread.ofVirtual().name("output-of-" + id).start(this::copyOutput);
    }

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

    /** A frame: one byte for the stream, three of nothing, four of length, the data. */
    private void demultiplex(DataInputStream frames) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        for (int stream = frames.read(); stream >= 0; stream = frames.read()) {
            frames.skipNBytes(3);
            BoundedPipe pipe = stream == STDERR ? stderr : stdout;
            for (long left = Integer.toUnsignedLong(frames.readInt()); left > 0; ) {
                int read = frames.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException("output ends within a frame");
                }
                pipe.writeOrDrop(buffer, 0, read);
                left -= read;
            }
        }
    }

    /** What the transport's thread reads stdin from. */
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
                // The transport's thread dies of a write to a container that is gone, and would print its stack to stderr.
                // What it means is that nobody takes what is written to the pipe any more.
                Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> pipe.closeReader());
                handlerInstalled = true;
            }
            return super.read(bytes, offset, count);
        }
    }
}
