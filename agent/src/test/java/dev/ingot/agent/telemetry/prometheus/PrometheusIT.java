package dev.ingot.agent.telemetry.prometheus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.agent.status.AgentEndpoint;
import dev.ingot.agent.status.AgentMetrics;
import dev.ingot.agent.status.RecentJobs;
import dev.ingot.agent.status.Statuses;
import dev.ingot.agent.telemetry.Timelines;
import dev.ingot.agent.telemetry.prometheus.DeployedRules.Expression;
import dev.ingot.backend.queue.MetricsServer;
import dev.ingot.backend.queue.QueueMetrics;
import dev.ingot.backend.queue.QueuePoller;
import dev.ingot.observation.HttpEndpoint;
import dev.ingot.observation.ListenAddress;
import dev.ingot.observation.MetricsPage;
import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Phase;
import dev.ingot.timing.Timeline;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus makes of the metrics, of the dashboard's queries and of the alerts. */
class PrometheusIT {
    /** What a job takes in each, in nanoseconds. */
    private static final Map<Phase, Long> PHASES =
        Map.of(Phase.ADMIT, 1_000_000L, Phase.CREATE, 2_000_000L, Phase.START, 3_000_000L, Phase.GRADE, 234_567_890L);
    private static final String P95 =
        "histogram_quantile(0.95, sum by (phase, le) (rate(ingot_job_phase_seconds_bucket{runtime=\"crun\"}[10s]))) > 0";

    @TempDir
    private Path dir;

    private final PrometheusRegistry agent = new PrometheusRegistry();
    private final PrometheusRegistry backend = new PrometheusRegistry();
    private final PrometheusRegistry exporter = new PrometheusRegistry();
    private final JobMetrics jobs = new JobMetrics(agent);
    private final QueueMetrics queue = new QueueMetrics(backend, System::nanoTime);
    private final AtomicLong number = new AtomicLong();

    {
        AgentMetrics.register(agent, "1", () -> Statuses.withWarmPool(number.get()), number::get);
        new QueuePoller(exporter, System::nanoTime);
        queue.onEnqueued("waits for good", "docker/default");
        work();
    }

    /** Something new in every metric: jobs of all sorts, and their way through the queue. */
    private void work() {
        String id = "j" + number.incrementAndGet();
        queue.onEnqueued(id, "docker/default");
        queue.onDispatched(id);
        queue.onStarted(id);
        queue.onAnswered(id);
        jobs.accept(Timelines.refused(id));
        for (CompletionSummary end : List.of(CompletionSummary.aborted("overflow"), new CompletionSummary("crash", null, null,
            Phase.START))) {
            jobs.accept(new Timeline(Instant.EPOCH, id, "c", "t", "docker", "default", "crun", false, end, PHASES, 1, 1,
                List.of(new Timeline.Student(Instant.EPOCH, "default", false, 1, 1, 1, 0, 1, 1))));
        }
    }

    @Test
    void metricsPassPromtool() throws Exception {
        for (PrometheusRegistry registry : List.of(agent, backend, exporter)) {
            assertEquals("", Promtool.checkMetrics(new MetricsPage(registry).render("text/plain").body()));
        }
    }

    @Test
    void alertRulesPassPromtool() throws Exception {
        for (String[] command : new String[][] {{"check", "rules", DeployedRules.ALERTS.toString()},
            {"check", "config", DeployedRules.RULES.resolve("prometheus.yml").toString()},
            {"test", "rules", DeployedRules.RULES.resolve("ingot-alerts-test.yml").toString()}}) {
            String said = Promtool.file(command);
            assertTrue(said.contains("SUCCESS") && !said.startsWith("status"), said);
        }
    }

    @Test
    @Timeout(120)
    void prometheusAnswersTheQueriesOfDashboardAndAlerts() throws Exception {
        try (AgentEndpoint agents = AgentEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(),
            agent,
                Statuses::working, new RecentJobs(System::nanoTime));
            HttpEndpoint backends = MetricsServer.open(ListenAddress.parse("0"), List.of(), backend);
            HttpEndpoint exporters = MetricsServer.open(ListenAddress.parse("0"), List.of(), exporter);
            PrometheusServer prometheus = PrometheusServer.start(dir, Map.of("ingot", agents.address().getPort(),
                "ingot-queue", backends.address().getPort(), "ingot-exporter", exporters.address().getPort()))) {
            List<Expression> open = DeployedRules.queries();
            while (!open.isEmpty() || prometheus.ask(P95).size() < PHASES.size()) {
                // A rate needs two scrapes with something between them.
                work();
                Thread.sleep(200);
                open = open.stream().filter(query -> !prometheus.hasNumber(query.promql())).toList();
            }
            for (JsonNode result : prometheus.ask(P95)) {
                double p95 = result.at("/value/1").asDouble();
                double measured = PHASES.get(Phase.valueOf(result.at("/metric/phase").asText())) / 1e9;
                assertTrue(p95 >= measured / 3 && p95 <= measured * 3, result::toString);
            }
            for (Expression expression : DeployedRules.all()) {
                for (String selector : expression.selectors()) {
                    Set<String> labels = prometheus.labels(selector);
                    assertTrue(labels.contains("job") && labels.containsAll(expression.labels()),
                        () -> expression + ": " + selector + " has " + labels);
                }
            }
        }
    }
}
