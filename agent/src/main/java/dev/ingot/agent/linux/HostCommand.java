package dev.ingot.agent.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of the host that does its work at once. */
record HostCommand(List<String> line) {

    static HostCommand of(String... words) {
        return new HostCommand(List.of(words));
    }

    /** Runs it to its end; fails with what it has to say. */
    void run() throws IOException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(line.getFirst() + " failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + line.getFirst() + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
