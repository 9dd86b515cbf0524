package dev.ingot.agent.runtime.oci;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Hands on every write at once, and in one piece. */
final class FlushingStream extends FilterOutputStream {

    FlushingStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        out.flush();
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        out.write(bytes, offset, count);
        out.flush();
    }
}
