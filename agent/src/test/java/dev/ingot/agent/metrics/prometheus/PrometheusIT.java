package dev.ingot.agent.metrics.prometheus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.metrics.Timelines;
import dev.ingot.agent.status.AgentEndpoint;
import dev.ingot.agent.status.AgentStatus;
import dev.ingot.agent.status.RecentJobs;
import dev.ingot.agent.status.Statuses;
import dev.ingot.observation.Exposition;
import dev.ingot.timing.Phase;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus makes of the agent's metrics. */
class PrometheusIT {
    @TempDir
    private Path dir;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final JobMetrics jobs = new JobMetrics(registry);

    {
        AgentStatus status = Statuses.working(Statuses.job("j", "c", Phase.GRADE));
        AgentMetrics.register(registry, "1", () -> status, () -> 0);
        jobs.accept(Timelines.graded("j0"));
        jobs.accept(Timelines.refused("j1"));
    }

    @Test
    void promtoolFindsNoFaultWithTheMetrics() throws Exception {
        assertEquals("", Promtool.check("metrics", new Exposition(registry).answer("text/plain").body()));
    }

    @Test
    @Timeout(60)
    void prometheusScrapesThemAndAnswersThe95thPercentileOfEachPhase() throws Exception {
        try (AgentEndpoint endpoint = AgentEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), registry,
            () -> Statuses.working(), new RecentJobs(System::nanoTime))) {
            int port = freePort();
            Process prometheus = start(port, endpoint.address().getPort());
            try {
                // A rate needs two scrapes with something between them.
                JsonNode results = ask(port);
                while (results.size() < 2) {
                    jobs.accept(Timelines.graded("more"));
                    Thread.sleep(200);
                    results = ask(port);
                }
                for (JsonNode result : results) {
                    double p95 = result.at("/value/1").asDouble();
                    String phase = result.at("/metric/phase").asText();
                    double measured = phase.equals("GRADE") ? .234 : .001;
                    assertTrue(p95 >= measured / 3 && p95 <= measured * 3, () -> phase + " " + p95);
                }
            } finally {
                prometheus.destroy();
                prometheus.waitFor();
            }
        }
    }

    private Process start(int port, int agent) throws IOException {
        Path config = Files.writeString(dir.resolve("prometheus.yml"), """
            global: {scrape_interval: 500ms}
            scrape_configs:
              - job_name: ingot
                static_configs: [{targets: ["127.0.0.1:%d"]}]
            """.formatted(agent));
        return new ProcessBuilder("prometheus", "--config.file=" + config, "--storage.tsdb.path=" + dir.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port).redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile()).start();
    }

    /** One result for each phase, none before there is an answer. */
    private static JsonNode ask(int port) throws IOException, InterruptedException {
        String query = "histogram_quantile(0.95, "
            + "sum by (phase, le) (rate(ingot_job_phase_seconds_bucket{runtime=\"crun\"}[10s]))) > 0";
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer = client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8))).build(), HttpResponse.BodyHandlers.ofString()).body();
            return new ObjectMapper().readTree(answer).at("/data/result");
        } catch (IOException | IllegalArgumentException e) {
            // It is still starting, and says so in words of its own.
            return new ObjectMapper().createArrayNode();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
