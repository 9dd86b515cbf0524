package dev.ingot.agent.runtime;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Holds the attached streams of a container, as the agent sees them. Reads block until data or end of stream. Buffers are
 * bounded: the container blocks while its output is not read. The streams are closed with the container.
 *
 * @param stdin  input of the container; every write is sent without a flush. After closing it, writes fail; the container need
 *               not notice
 * @param stdout standard output of the container; ends when the container ends
 * @param stderr standard error of the container; ends when the container ends
 */
public record Stdio(OutputStream stdin, InputStream stdout, InputStream stderr) {

    /** The streams of a container that was created without streams. */
    public static final Stdio NONE =
        new Stdio(OutputStream.nullOutputStream(), InputStream.nullInputStream(), InputStream.nullInputStream());
}
