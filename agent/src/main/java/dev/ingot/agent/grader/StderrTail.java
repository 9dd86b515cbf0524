package dev.ingot.agent.grader;

import dev.ingot.agent.logging.LogContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a container's stderr to its end, so that the container never blocks on it, and keeps its last part for the log. */
public final class StderrTail {
    private static final int KEPT_BYTES = 4096;

    private final Thread thread;
    private byte[] tail = new byte[0];

    private StderrTail(InputStream stderr) {
        thread = Thread.ofVirtual().name("stderr").unstarted(LogContext.wrap(() -> drain(stderr)));
    }

    /** Starts to read on a virtual thread, which ends with the stream. */
    public static StderrTail of(InputStream stderr) {
        StderrTail tail = new StderrTail(stderr);
        tail.thread.start();
        return tail;
    }

    /** Waits for the end of the stream or its failure. */
    public void awaitEnd() throws InterruptedException {
        thread.join();
    }

    /** Returns the last part read so far, as one line with blanks in place of control characters. */
    public synchronized String text() {
        return new String(tail, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private void drain(InputStream stderr) {
        byte[] buffer = new byte[KEPT_BYTES];
        try {
            for (int read = stderr.read(buffer); read >= 0; read = stderr.read(buffer)) {
                keep(buffer, read);
            }
        } catch (IOException e) {
            byte[] note = ("[the stream broke: " + e.getMessage() + "]").getBytes(StandardCharsets.UTF_8);
            keep(note, note.length);
        }
    }

    private synchronized void keep(byte[] buffer, int length) {
        byte[] all = Arrays.copyOf(tail, tail.length + length);
        System.arraycopy(buffer, 0, all, tail.length, length);
        tail = all.length <= KEPT_BYTES ? all : Arrays.copyOfRange(all, all.length - KEPT_BYTES, all.length);
    }
}
