package dev.ingot.agent.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A short-running program of the host.
 *
 * @param line the program, searched in PATH, and its arguments
 */
record HostCommand(List<String> line) {

    /** Returns the command for a program and its arguments. */
    static HostCommand of(String... line) {
        return new HostCommand(List.of(line));
    }

    /**
     * Runs the program until it exits.
     *
     * @throws IOException with its output when it fails
     */
    void run() throws IOException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(line.getFirst() + " failed: " + text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + line.getFirst() + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
