package dev.ingot.backend.bench;

import dev.ingot.backend.load.LatencySummary;
import dev.ingot.timing.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats measurements as tables: for each arrival pattern one table of the clients' figures and one of the phases. */
public final class MeasurementTable {
    private static final String ABSENT = "-";
    private static final long BYTES_PER_MIB = 1 << 20;

    private final List<Measurement> measurements;

    /** Creates the tables of these measurements, in their order. */
    public MeasurementTable(List<Measurement> measurements) {
        this.measurements = List.copyOf(measurements);
    }

    /** Returns the lines of the tables. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Map<BenchPlan.ArrivalPattern, List<Measurement>> patterns =
            measurements.stream().collect(Collectors.groupingBy(Measurement::arrivalPattern, Collectors.toList()));
        for (BenchPlan.ArrivalPattern arrivals : BenchPlan.ArrivalPattern.values()) {
            List<Measurement> rows = patterns.getOrDefault(arrivals, List.of());
            if (!rows.isEmpty()) {
                if (!lines.isEmpty()) {
                    lines.add("");
                }
                lines.add(formatTitle(rows.getFirst()));
                lines.addAll(align(summaryRows(rows)));
                lines.add("");
                lines.add("  phases, p50/p90/p99 in milliseconds");
                lines.addAll(align(phaseRows(rows)));
            }
        }
        return lines;
    }

    private static String formatTitle(Measurement of) {
        return switch (of.arrivalPattern()) {
            case SPACED -> "One at a time, %d ms from a result to the next submission".formatted(of.gap().toMillis());
            case CLOSED_LOOP -> "Closed loop, %d at once".formatted(of.concurrency());
        };
    }

    private static List<List<String>> summaryRows(List<Measurement> rows) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("runtime", "results", "jobs/s", "p50 ms", "p90 ms", "p99 ms", "max ms",
            "agent RSS MiB", "peak RSS MiB", "agent CPU ms/job", "children CPU ms/job"));
        for (Measurement of : rows) {
            LatencySummary latency = of.latency();
            table.add(List.of(
                of.targetName(), formatResults(of.results()), formatDecimal(of.jobsPerSecond()),
                formatMillis(latency.p50()), formatMillis(latency.p90()), formatMillis(latency.p99()),
                formatMillis(latency.max()), of.agent().map(agent -> formatMebibytes(agent.rssBytes())).orElse(ABSENT),
                of.agent().map(agent -> formatMebibytes(agent.rssPeakBytes())).orElse(ABSENT),
                of.agent().map(agent -> formatMillis(agent.cpuPerJob())).orElse(ABSENT),
                of.agent().map(agent -> formatMillis(agent.childrenCpuPerJob())).orElse(ABSENT)));
        }
        return table;
    }

    private static List<List<String>> phaseRows(List<Measurement> rows) {
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("runtime"));
        Arrays.stream(Phase.values()).map(Phase::name).forEach(head::add);
        table.add(head);
        for (Measurement of : rows) {
            List<String> row = new ArrayList<>(List.of(of.targetName()));
            for (Phase phase : Phase.values()) {
                LatencySummary latency = of.phases().get(phase);
                row.add(latency == null ? ABSENT
                    : formatMillis(latency.p50()) + "/" + formatMillis(latency.p90()) + "/" + formatMillis(latency.p99()));
            }
            table.add(row);
        }
        return table;
    }

    private static String formatResults(Map<String, Long> results) {
        return results.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).collect(Collectors.joining(", "));
    }

    /** Aligns the first column to the left, all others to the right. */
    private static List<String> align(List<List<String>> table) {
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

    /** Formats short durations with one decimal, so that they stay distinguishable. */
    private static String formatMillis(Duration duration) {
        return formatDecimal(duration.toNanos() / 1e6);
    }

    private static String formatDecimal(double value) {
        return String.format(Locale.ROOT, value < 99.95 ? "%.1f" : "%.0f", value);
    }

    private static String formatMebibytes(long bytes) {
        return Long.toString(bytes / BYTES_PER_MIB);
    }
}
