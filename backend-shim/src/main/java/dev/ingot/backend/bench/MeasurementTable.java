package dev.ingot.backend.bench;

import dev.ingot.backend.load.Latencies;
import dev.ingot.timing.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Measurements for people: for each pattern of arrivals what clients saw, a line for each runtime, and below it the phases. */
public final class MeasurementTable {
    private static final String ABSENT = "-";
    private static final long BYTES_PER_MIB = 1 << 20;

    private final List<Measurement> measurements;

    public MeasurementTable(List<Measurement> measurements) {
        this.measurements = List.copyOf(measurements);
    }

    /** The tables, line by line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Map<BenchPlan.Arrivals, List<Measurement>> patterns =
            measurements.stream().collect(Collectors.groupingBy(Measurement::arrivals, Collectors.toList()));
        for (BenchPlan.Arrivals arrivals : BenchPlan.Arrivals.values()) {
            List<Measurement> rows = patterns.getOrDefault(arrivals, List.of());
            if (!rows.isEmpty()) {
                if (!lines.isEmpty()) {
                    lines.add("");
                }
                lines.add(title(rows.getFirst()));
                lines.addAll(aligned(summary(rows)));
                lines.add("");
                lines.add("  phases, p50/p90/p99 in milliseconds");
                lines.addAll(aligned(phases(rows)));
            }
        }
        return lines;
    }

    private static String title(Measurement of) {
        return switch (of.arrivals()) {
            case SPACED -> "One at a time, %d ms from a result to the next submission".formatted(of.gap().toMillis());
            case CLOSED_LOOP -> "Closed loop, %d at once".formatted(of.concurrency());
        };
    }

    private static List<List<String>> summary(List<Measurement> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("runtime", "results", "jobs/s", "p50 ms", "p90 ms", "p99 ms", "max ms",
            "agent RSS MiB", "peak", "CPU ms/job", "its children's"));
        for (Measurement of : rows) {
            Latencies latency = of.latency();
            table.add(List.of(
                of.contender(), results(of.results()), decimal(of.perSecond()),
                millis(latency.p50()), millis(latency.p90()), millis(latency.p99()), millis(latency.max()),
                of.agent().map(agent -> mebibytes(agent.rssBytes())).orElse(ABSENT),
                of.agent().map(agent -> mebibytes(agent.rssPeakBytes())).orElse(ABSENT),
                of.agent().map(agent -> millis(agent.cpuPerJob())).orElse(ABSENT),
                of.agent().map(agent -> millis(agent.childrenCpuPerJob())).orElse(ABSENT)));
        }
        return table;
    }

    private static List<List<String>> phases(List<Measurement> rows) {
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("runtime"));
        Arrays.stream(Phase.values()).map(Phase::name).forEach(head::add);
        table.add(head);
        for (Measurement of : rows) {
            List<String> row = new ArrayList<>(List.of(of.contender()));
            for (Phase phase : Phase.values()) {
                Latencies latency = of.phases().get(phase);
                row.add(latency == null ? ABSENT
                    : millis(latency.p50()) + "/" + millis(latency.p90()) + "/" + millis(latency.p99()));
            }
            table.add(row);
        }
        return table;
    }

    private static String results(Map<String, Long> results) {
        return results.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).collect(Collectors.joining(", "));
    }

    /** The first column on the left, all others on the right. */
    private static List<String> aligned(List<List<String>> table) {
        int[] widths = new int[table.getFirst().size()];
        for (List<String> row : table) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder("  ").append(row.getFirst()).repeat(' ', widths[0] - row.getFirst().length());
            for (int i = 1; i < widths.length; i++) {
                line.repeat(' ', 2 + widths[i] - row.get(i).length()).append(row.get(i));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** Short ones with a digit behind the point, so that they tell something. */
    private static String millis(Duration duration) {
        return decimal(duration.toNanos() / 1e6);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, value < 99.95 ? "%.1f" : "%.0f", value);
    }

    private static String mebibytes(long bytes) {
        return Long.toString(bytes / BYTES_PER_MIB);
    }
}
