package dev.ingot.agent.report;

import dev.ingot.timing.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes a report as tables for the terminal, in milliseconds. */
public final class TextReport {
    private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 95.0, 99.0);

    private TextReport() { }

    /** Returns the lines without line breaks. */
    public static List<String> lines(Report report) {
        List<String> lines = new ArrayList<>(List.of(report.summary()));
        for (String group : report.groups().keySet()) {
            lines.add("");
            lines.add(printable(group));
            lines.add(String.format(Locale.ROOT, "  %-8s %7s %10s %10s %10s %10s %10s", "", "jobs", "p50 ms", "p90 ms", "p95 ms",
                "p99 ms", "max ms"));
            for (Measure measure : Measure.TABLE_ROWS) {
                Optional<Distribution> all = report.distribution(group, measure);
                all.ifPresent(distribution -> lines.add(row(measure, distribution)));
            }
        }
        return lines;
    }

    private static String row(Measure measure, Distribution all) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "  %-8s %7d", measure.name(), all.count()));
        PERCENTILES.forEach(percent -> row.append(millis(all.percentile(percent))));
        return row.append(millis(all.max())).toString();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, " %10.1f", nanos / 1e6);
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
