package dev.ingot.agent.telemetry.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Debian's Prometheus (deploy/host/install-test-tools.sh), which scrapes twice a second. Whoever starts it closes it. */
final class PrometheusServer implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;
    private final Process process;

    private PrometheusServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param dir  for its files
     * @param jobs name of each to the port that it is scraped at
     */
    static PrometheusServer start(Path dir, Map<String, Integer> jobs) throws IOException {
        int port = freePort();
        Path config = Files.writeString(dir.resolve("prometheus.yml"), jobs.entrySet().stream().map(job -> """
              - job_name: %s
                static_configs: [{targets: ["127.0.0.1:%d"]}]
            """.formatted(job.getKey(), job.getValue()))
            .collect(Collectors.joining("", "global: {scrape_interval: 500ms}\nscrape_configs:\n", "")));
        return new PrometheusServer(port, new ProcessBuilder("prometheus", "--config.file=" + config,
            "--storage.tsdb.path=" + dir.resolve("data"), "--web.listen-address=127.0.0.1:" + port).redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile()).start());
    }

    /** What an expression gives now; none before there is an answer. Fails for an expression that is none. */
    JsonNode ask(String expression) {
        try {
            HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))).build(),
                HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 400) {
                throw new AssertionError(expression + ": " + answer.body());
            }
            // While it is starting it says so, in words of its own.
            return answer.statusCode() == 200 ? new ObjectMapper().readTree(answer.body()).at("/data/result") : nothing();
        } catch (ConnectException e) {
            return nothing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Prometheus is asked", e);
        }
    }

    /** Whether an expression gives at least one number. */
    boolean hasNumber(String expression) {
        return StreamSupport.stream(ask(expression).spliterator(), false)
            .anyMatch(result -> !result.at("/value/1").asText("NaN").equals("NaN"));
    }

    /** The labels of a selector's series; none when there is no series. */
    Set<String> labels(String selector) {
        Set<String> labels = new TreeSet<>();
        ask(selector).forEach(series -> series.path("metric").fieldNames().forEachRemaining(labels::add));
        return labels;
    }

    private static JsonNode nothing() {
        return new ObjectMapper().createArrayNode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
        process.destroy();
        process.waitFor();
    }
}
