package dev.ingot.agent.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.agent.telemetry.Timelines;
import dev.ingot.timing.Phase;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentEndpointTest {
    private final AtomicReference<AgentStatus> status = new AtomicReference<>(
        Statuses.working(Statuses.job("j1", "c1", Phase.GRADE), Statuses.job("j2", "c1", Phase.CLEAN)));
    private final RecentJobs recent = new RecentJobs(System::nanoTime);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final HttpClient client = HttpClient.newHttpClient();
    private AgentEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        AgentMetrics.register(registry, "1", status::get, () -> 0);
        endpoint = AgentEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of("proxy.example"), registry, status::get, recent);
    }

    @AfterEach
    void close() {
        endpoint.close();
        client.close();
    }

    private HttpResponse<String> ask(String method, String path, String accept) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path))
            .method(method, HttpRequest.BodyPublishers.noBody()).header("Accept", accept).build(),
            HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask("GET", path, "*/*");
    }

    /** As bytes, for the JDK's client does not let anybody choose the host. */
    private String statusLine(String host) throws IOException {
        try (Socket socket = new Socket(endpoint.address().getAddress(), endpoint.address().getPort())) {
            socket.getOutputStream().write(("GET /status HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:9464,200", "[::1],200", "localhost:1,200", "proxy.example,200", "evil.example,421",
        "evil.example:9464,421", "localhost.evil.example,421"})
    void rejectsUnknownHostNames(String host, String expected) throws IOException {
        assertTrue(statusLine("Host: " + host + "\r\n").startsWith("HTTP/1.1 " + expected), host);
    }

    @Test
    void rejectsWhenOneOfSeveralHostsIsUnknown() throws IOException {
        assertTrue(statusLine("Host: localhost\r\nHost: evil.example\r\n").startsWith("HTTP/1.1 421"));
        assertTrue(statusLine("").startsWith("HTTP/1.1 200"));
    }

    @Test
    void itAnswersUnderTheNameOfThisHost() throws IOException {
        String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        assertTrue(statusLine("Host: " + name + ":9464\r\n").startsWith("HTTP/1.1 200"), name);
    }

    @Test
    void reportsLiveAndReady() throws Exception {
        assertEquals("live\n", get("/live").body());
        assertEquals("ready\n", get("/ready").body());
    }

    @Test
    void reportsWhyItIsNotReady() throws Exception {
        status.set(Statuses.unhealthy());
        HttpResponse<String> answer = get("/ready");
        assertEquals(503, answer.statusCode());
        assertEquals("""
            not ready: not registered with the backend tcp://b:2001
            not ready: no environments: no grading image was found
            not ready: runtime crun: no daemon; start it
            """, answer.body());
        assertEquals(200, get("/live").statusCode());
    }

    @Test
    void statusListsRunningAndRecentJobsWithDurations() throws Exception {
        recent.accept(Timelines.graded("done"));
        recent.accept(Timelines.refused("refused"));
        JsonNode root = new ObjectMapper().readTree(get("/status").body());
        assertEquals("1.2.3", root.path("version").asText());
        assertEquals(1, root.path("used").asInt());
        assertEquals("GRADE", root.at("/running/0/phase").asText());
        assertEquals(2_000_000_000L, root.at("/running/0/age_ns").asLong());
        assertEquals("sha256:abcdef", root.at("/environments/0/image").asText());
        assertEquals("ready", root.at("/runtimes/0/state").asText());
        assertEquals(5, root.at("/warm_pools/0/hits").asInt());
        assertEquals("sha256:abcdef", root.at("/warm_pools/0/environments/0/image").asText());
        assertEquals(3, root.at("/warm_pools/0/environments/0/target").asInt());
        assertEquals("refused", root.at("/recent/0/job").asText());
        assertEquals(234_567_890, root.at("/recent/1/phases_ns/GRADE").asLong());
        assertEquals(1, root.at("/last_hour/0/jobs").asInt());
        assertEquals(235_567_890, root.at("/last_hour/0/answer_ns/p50").asLong());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        text/plain | text/plain; version=0.0.4; charset=utf-8
        application/openmetrics-text; version=1.0.0 | application/openmetrics-text; version=1.0.0; charset=utf-8
        application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily | application/vnd.google.protobuf;
        """)
    void servesMetricsInTheRequestedFormat(String accept, String type) throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics", accept);
        String got = answer.headers().firstValue("Content-Type").orElseThrow();
        assertTrue(got.startsWith(type), got);
        assertTrue(answer.body().contains("ingot_job_permits"));
    }

    @Test
    void contentSecurityPolicyAllowsOnlyThisServer() throws Exception {
        HttpResponse<String> page = get("/");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.startsWith("default-src 'none'; connect-src 'self';"), policy);
        assertTrue(!policy.contains("unsafe"), policy);
        assertTrue(!page.body().matches("(?s).*(src|href)=\"(https?:)?//.*"), "it asks others");
        assertTrue(!page.body().contains("innerHTML"), "not escaped");
    }

    @Test
    void rejectsUnknownPathsAndWriteMethods() throws Exception {
        assertEquals(404, get("/nothing").statusCode());
        assertEquals(404, get("/status/../etc").statusCode());
        assertEquals(405, ask("POST", "/status", "*/*").statusCode());
        assertEquals("", ask("HEAD", "/live", "*/*").body());
    }
}
