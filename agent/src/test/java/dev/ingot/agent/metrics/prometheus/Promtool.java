package dev.ingot.agent.metrics.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prometheus' own checker, from Debian's package (deploy/host/install-test-tools.sh). */
final class Promtool {
    private Promtool() { }

    /** What it finds fault with; empty when nothing. */
    static String check(String what, byte[] input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("promtool", "check", what).redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? said : "status " + process.exitValue() + "\n" + said;
    }
}
