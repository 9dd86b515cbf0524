package dev.ingot.agent.runtime.oci.network;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One call of a CNI plugin, a program that reads its settings from stdin and writes its result to stdout.
 *
 * @param variables the environment variables of the call
 */
record CniPlugin(Path program, Map<String, String> variables) {

    /**
     * Runs the plugin.
     *
     * @return its output
     * @throws IOException with its output when it fails
     */
    byte[] run(byte[] settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(settings);
            }
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IOException(program + " " + variables.get("CNI_COMMAND") + " failed: "
                    + new String(output, StandardCharsets.UTF_8));
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
