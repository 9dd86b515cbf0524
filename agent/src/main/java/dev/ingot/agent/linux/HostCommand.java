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
public record HostCommand(List<String> line) {

    /** Returns the command for a program and its arguments. */
    public static HostCommand of(String... line) {
        return new HostCommand(List.of(line));
    }

    /**
     * Runs the program until it exits.
     *
     * @return what it wrote to stdout and stderr, without white space at the ends
     * @throws IOException with its output when it fails
     */
    public String run() throws IOException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(line.getFirst() + " failed: " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + line.getFirst() + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
