package dev.ingot.backend.cli;

import dev.ingot.backend.client.JobOutcome;
import dev.ingot.backend.load.Latencies;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Results for people: everything there is to a single one, a line for each of many. */
final class TextOutcomes implements OutcomePrinter {
    private final PrintWriter out;
    private final boolean brief;

    TextOutcomes(PrintWriter out, boolean brief) {
        this.out = out;
        this.brief = brief;
    }

    @Override
    public void opened(BackendMessage.JobSshDebug session) {
        out.printf("ssh -p %d %s@%s, password %s%n", session.port(), session.user(), session.host(), session.password());
        out.flush();
    }

    @Override
    public void answered(JobOutcome outcome) {
        JobResult result = outcome.result();
        out.printf(Locale.ROOT, "%-10s %6.2f %9.1f ms%n", result.status(), result.grade(), millis(outcome.latency()));
        if (!brief) {
            field("text", result.text());
            result.problems().forEach((problem, statusAndText) -> field(problem, String.valueOf(statusAndText)));
            field("tests", result.tests().isEmpty() ? "" : result.tests().toString());
            field("custom", result.custom().isEmpty() ? "" : result.custom().toString());
            field("state", result.state());
            field("archive", result.archive() == null ? "" : result.archive().length + " bytes");
            field("stdout", result.stdout());
            field("stderr", result.stderr());
        }
        out.flush();
    }

    private void field(String name, String value) {
        if (value != null && !value.isEmpty()) {
            out.printf("  %-8s %s%n", name, value.stripTrailing().replace("\n", "\n" + " ".repeat(11)));
        }
    }

    @Override
    public void summarize(List<JobOutcome> outcomes, Duration wall) {
        Map<String, Long> verdicts = outcomes.stream()
            .collect(Collectors.groupingBy(outcome -> outcome.result().status(), TreeMap::new, Collectors.counting()));
        Latencies latencies = Latencies.of(outcomes.stream().map(JobOutcome::latency).toList());
        out.printf(Locale.ROOT, "%d jobs %s in %.1f s, %.2f jobs/s%n",
            outcomes.size(), verdicts, wall.toMillis() / 1e3, outcomes.size() * 1e9 / wall.toNanos());
        out.printf(Locale.ROOT, "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
            millis(latencies.p50()), millis(latencies.p90()), millis(latencies.p99()), millis(latencies.max()));
        out.flush();
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
