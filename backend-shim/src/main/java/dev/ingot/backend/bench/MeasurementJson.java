package dev.ingot.backend.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.ingot.backend.load.LatencySummary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes measurements as a JSON array with one object each; times are in milliseconds, memory is in MiB. */
public final class MeasurementJson {
    private static final double BYTES_PER_MIB = 1 << 20;

    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Writes all measurements to a file and replaces its content. */
    public void write(List<Measurement> measurements, Path file) throws IOException {
        json.writeValue(file.toFile(), measurements.stream().map(MeasurementJson::toTree).toList());
    }

    static Map<String, Object> toTree(Measurement of) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("runtime", of.runtime());
        tree.put("warm", of.warm());
        tree.put("jobs", of.jobs());
        tree.put("concurrency", of.concurrency());
        tree.put("gap_ms", of.gap().toMillis());
        tree.put("jobs_per_second", round(of.jobsPerSecond()));
        tree.put("results", of.results());
        Map<String, Object> latency = percentiles(of.latency());
        latency.put("max", toMillis(of.latency().max()));
        tree.put("latency_ms", latency);
        Map<String, Object> phases = new LinkedHashMap<>();
        of.phases().forEach((phase, latencies) -> phases.put(phase.name(), percentiles(latencies)));
        tree.put("phases_ms", phases);
        tree.put("agent_rss_peak_mib", of.agent().map(agent -> round(agent.rssPeakBytes() / BYTES_PER_MIB)).orElse(null));
        tree.put("agent_rss_end_mib", of.agent().map(agent -> round(agent.rssBytes() / BYTES_PER_MIB)).orElse(null));
        tree.put("agent_cpu_ms_per_job", of.agent().map(agent -> toMillis(agent.cpuPerJob())).orElse(null));
        tree.put("children_cpu_ms_per_job", of.agent().map(agent -> toMillis(agent.childrenCpuPerJob())).orElse(null));
        return tree;
    }

    private static Map<String, Object> percentiles(LatencySummary latencies) {
        Map<String, Object> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", toMillis(latencies.p50()));
        percentiles.put("p90", toMillis(latencies.p90()));
        percentiles.put("p99", toMillis(latencies.p99()));
        return percentiles;
    }

    private static double toMillis(Duration duration) {
        return round(duration.toNanos() / 1e6);
    }

    private static double round(double value) {
        return Math.round(value * 1e3) / 1e3;
    }
}
