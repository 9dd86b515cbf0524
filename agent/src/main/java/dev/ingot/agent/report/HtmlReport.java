package dev.ingot.agent.report;

import dev.ingot.timing.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a report as one HTML file without scripts or external resources: tables, box plots, cumulative distributions. */
public final class HtmlReport {
    private HtmlReport() { }

    /**
     * Creates the HTML.
     *
     * @param source the names of the job logs, for the heading
     */
    public static String of(Report report, String source) {
        StringBuilder html = new StringBuilder(resource("head.html"))
            .append("<h1>Job durations</h1>\n<p>").append(SvgPlot.escape(report.summary())).append(".<br>From ")
            .append(SvgPlot.escape(source)).append("</p>\n");
        for (Measure measure : Measure.PLOTS) {
            Map<String, Distribution> groups = new LinkedHashMap<>();
            report.groups().keySet().forEach(group ->
                report.distribution(group, measure).ifPresent(all -> groups.put(group, all)));
            if (!groups.isEmpty()) {
                DistributionPlots plots = new DistributionPlots(groups);
                html.append("<section><h2>").append(measure.title()).append("</h2>\n").append(plots.drawBoxPlots(measure.title()))
                    .append(plots.drawCumulativeCurves(measure.title())).append("</section>\n");
            }
        }
        report.groups().keySet().forEach(group -> appendTable(html, report, group));
        return html.append("</body>\n</html>\n").toString();
    }

    private static void appendTable(StringBuilder html, Report report, String group) {
        html.append("<section><h2>").append(SvgPlot.escape(group)).append("</h2>\n<table><thead><tr><th scope=\"col\">ms</th>");
        List.of("jobs", "p50", "p90", "p95", "p99", "max").forEach(name ->
            html.append("<th scope=\"col\">").append(name).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (Measure measure : Measure.TABLE_ROWS) {
            report.distribution(group, measure).ifPresent(all -> {
                html.append("<tr><th scope=\"row\">").append(measure.name()).append("</th><td>").append(all.count())
                    .append("</td>");
                for (double percent : new double[] {50, 90, 95, 99, 100}) {
                    html.append(String.format(Locale.ROOT, "<td>%.1f</td>", all.percentile(percent) / 1e6));
                }
                html.append("</tr>\n");
            });
        }
        html.append("</tbody></table></section>\n");
    }

    private static String resource(String name) {
        try (InputStream file = HtmlReport.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
