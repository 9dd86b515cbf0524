package dev.ingot.backend.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.backend.standin.Dispatcher;
import dev.ingot.backend.standin.MessageSender;
import dev.ingot.backend.standin.ZmqPeer;
import dev.ingot.observation.MetricsPage;
import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.ClientMessage;
import dev.ingot.protocol.JobResult;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueueMetricsTest {
    private static final ZmqPeer AGENT = ZmqPeer.of(new byte[] {1});
    private static final ZmqPeer CLIENT = ZmqPeer.of(new byte[] {2});
    private static final MessageSender DISCARDING = new MessageSender() {
        @Override
        public void sendToAgent(ZmqPeer agent, BackendMessage.ToAgent message) { }

        @Override
        public void sendToClient(ZmqPeer client, BackendMessage.ToClient message) { }
    };

    private long now;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Dispatcher dispatcher =
        new Dispatcher(DISCARDING, InstantSource.system(), new QueueMetrics(registry, () -> now));

    private void assertExposes(String... lines) throws IOException {
        String page = render(registry);
        for (String line : lines) {
            assertTrue(page.lines().anyMatch(line::equals), () -> line + " is not in\n" + page);
        }
    }

    private static String render(PrometheusRegistry registry) throws IOException {
        return new String(new MetricsPage(registry).render("text/plain").body(), StandardCharsets.UTF_8);
    }

    private void submit(String id, String environment) {
        dispatcher.receive(CLIENT, new ClientMessage.Hello("c"));
        dispatcher.receive(CLIENT, new ClientMessage.NewJob(
            id, 0, "c", "t", Map.of(), Map.of(), "docker", environment, Map.of(), false, "me"));
    }

    private void hello() {
        AgentMessage.Environment environment = new AgentMessage.Environment("sha256:1", "default", 1, List.of(), "crun", true);
        dispatcher.receive(AGENT, new AgentMessage.Hello("a", 1, Map.of("docker", Map.of("default", environment))));
    }

    @Test
    void measuresWaitingStartAndResultTimes() throws IOException {
        hello();
        submit("1", "default");
        submit("2", "default");
        now = Duration.ofSeconds(2).toNanos();
        assertExposes("ingot_queue_waiting_jobs{environment=\"docker/default\"} 1.0",
            "ingot_queue_running_jobs{environment=\"docker/default\"} 1.0",
            "ingot_queue_oldest_waiting_job_seconds{environment=\"docker/default\"} 2.0");
        dispatcher.receive(AGENT, new AgentMessage.JobStarted("1"));
        dispatcher.receive(AGENT, new AgentMessage.JobDone("1", JobResult.ungraded("success", "", "")));
        assertExposes("ingot_queue_start_seconds_sum{environment=\"docker/default\"} 2.0",
            "ingot_queue_result_seconds_sum{environment=\"docker/default\"} 2.0",
            "ingot_queue_wait_seconds_sum{environment=\"docker/default\"} 2.0");
    }

    @Test
    void countsUnknownEnvironmentsUnderOneLabel() throws IOException {
        submit("1", "evil-1");
        submit("2", "evil-2");
        assertExposes("ingot_queue_waiting_jobs{environment=\"unknown\"} 2.0");
        dispatcher.receive(CLIENT, new ClientMessage.KillJob("1"));
        assertExposes("ingot_queue_waiting_jobs{environment=\"unknown\"} 1.0");
    }

    @Test
    void measuresTheQueueOfAnyBackend() throws IOException {
        PrometheusRegistry polled = new PrometheusRegistry();
        QueuePoller poller = new QueuePoller(polled, () -> now);
        poller.update(queue("1"));
        now = Duration.ofSeconds(3).toNanos();
        poller.update(queue("1", "2"));
        assertEquals(2, value(polled, "ingot_queue_waiting_jobs"));
        assertEquals(3, value(polled, "ingot_queue_oldest_waiting_job_seconds"));
        poller.update(queue("2"));
        assertEquals(3, value(polled, "ingot_queue_wait_seconds_sum"));
        poller.markUnavailable();
        assertEquals(0, value(polled, "ingot_queue_backend_up"));
        assertEquals(Double.NaN, value(polled, "ingot_queue_waiting_jobs"));
    }

    @Test
    void thePollerExposesEachMetricAsTheStandInDoes() throws IOException {
        hello();
        submit("1", "default");
        submit("2", "default");
        PrometheusRegistry polled = new PrometheusRegistry();
        QueuePoller poller = new QueuePoller(polled, () -> now);
        poller.update(queue("1"));
        poller.update(queue());
        List<String> series = describeSeries(polled).filter(line -> !line.contains("ingot_queue_backend")).toList();
        assertEquals(List.of(), series.stream().filter(line -> describeSeries(registry).noneMatch(line::equals)).toList());
    }

    /** Returns help, types, labels and buckets, without values. */
    private static Stream<String> describeSeries(PrometheusRegistry registry) {
        try {
            return render(registry).lines().map(line -> line.startsWith("#") ? line
                : line.replaceAll("environment=\"[^\"]*\"", "environment").replaceAll(" [^ ]*$", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BackendMessage.Queue queue(String... waiting) {
        return new BackendMessage.Queue(List.of(), Stream.of(waiting)
            .map(id -> new BackendMessage.WaitingJob(id, false, "c/t", "me", 1)).toList());
    }

    private static double value(PrometheusRegistry registry, String name) throws IOException {
        return render(registry).lines().filter(line -> line.startsWith(name + "{") || line.startsWith(name + " ")).findFirst()
            .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).orElseThrow();
    }
}
