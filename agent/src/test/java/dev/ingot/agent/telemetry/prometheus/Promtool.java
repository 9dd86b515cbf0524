package dev.ingot.agent.telemetry.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Prometheus' own checker, from Debian's package (deploy/host/install-test-tools.sh). */
final class Promtool {
    private Promtool() { }

    /** What it finds fault with in a scrape; empty when nothing. */
    static String checkMetrics(byte[] scrape) throws IOException, InterruptedException {
        return run(scrape, "check", "metrics");
    }

    /** What it says of a file; begins with {@code status} when it finds fault with it. */
    static String file(String... command) throws IOException, InterruptedException {
        return run(new byte[0], command);
    }

    private static String run(byte[] input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("promtool"), List.of(command).stream()).toList())
            .redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? said : "status " + process.exitValue() + "\n" + said;
    }
}
