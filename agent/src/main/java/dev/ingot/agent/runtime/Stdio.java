package dev.ingot.agent.runtime;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The attached streams, seen from the agent. Reads block until data or end of stream; nobody reading holds the
 * container's writer back (bounded buffers). Closed with the container.
 *
 * @param stdin  every write reaches the container without a flush; closing it ends writing, and need not show in the container
 * @param stdout what the container writes to its stdout, ending when the container does
 * @param stderr likewise
 */
public record Stdio(OutputStream stdin, InputStream stdout, InputStream stderr) {

    /** Of a container that was asked for without streams. */
    public static final Stdio NONE =
        new Stdio(OutputStream.nullOutputStream(), InputStream.nullInputStream(), InputStream.nullInputStream());
}
