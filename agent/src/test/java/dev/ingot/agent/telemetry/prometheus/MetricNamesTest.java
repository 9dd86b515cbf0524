package dev.ingot.agent.telemetry.prometheus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ingot.agent.status.AgentMetrics;
import dev.ingot.agent.status.Statuses;
import dev.ingot.backend.queue.QueueMetrics;
import dev.ingot.backend.queue.QueuePoller;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every metric that documentation, dashboard and alerts speak of is there, and every one that is there is documented. */
class MetricNamesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("\\bingot_[a-z_]+[a-z]\\b");

    /** As PromQL names them, without what a histogram adds. */
    private static Set<String> existing() {
        PrometheusRegistry agent = new PrometheusRegistry();
        new JobMetrics(agent);
        AgentMetrics.register(agent, "1", () -> Statuses.working(), () -> 0);
        PrometheusRegistry queue = new PrometheusRegistry();
        new QueueMetrics(queue, () -> 0);
        PrometheusRegistry watch = new PrometheusRegistry();
        new QueuePoller(watch, () -> 0);
        return Stream.of(agent, queue, watch).flatMap(registry -> registry.scrape().stream()).map(MetricNamesTest::name)
            .filter(name -> name.startsWith("ingot_")).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(MetricSnapshot metric) {
        String name = metric.getMetadata().getPrometheusName();
        return switch (metric) {
            case CounterSnapshot _ -> name + "_total";
            case InfoSnapshot _ -> name + "_info";
            default -> name;
        };
    }

    private static Set<String> mentioned(String file) throws IOException {
        return NAME.matcher(Files.readString(ROOT.resolve(file))).results().map(MatchResult::group)
            .map(name -> name.replaceFirst("_(bucket|sum|count)$", "")).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/grafana/ingot.json", "deploy/prometheus/ingot-alerts.yml", "docs/metrics.md"})
    void documentedMetricsExist(String file) throws IOException {
        Set<String> missing = mentioned(file);
        missing.removeAll(existing());
        assertEquals(Set.of(), missing);
    }

    @Test
    void existingMetricsAreDocumented() throws IOException {
        Set<String> undocumented = existing();
        undocumented.removeAll(mentioned("docs/metrics.md"));
        assertEquals(Set.of(), undocumented);
    }
}
