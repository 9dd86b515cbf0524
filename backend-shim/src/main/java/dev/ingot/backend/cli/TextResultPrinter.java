package dev.ingot.backend.cli;

import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.load.LatencySummary;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints results as text: all fields of the only result, or one line for each of many results. */
final class TextResultPrinter implements ResultPrinter {
    private final PrintWriter out;
    private final boolean brief;

    TextResultPrinter(PrintWriter out, boolean brief) {
        this.out = out;
        this.brief = brief;
    }

    @Override
    public void onSshSession(BackendMessage.JobSshDebug session) {
        out.printf("ssh -p %d %s@%s, password %s%n", session.port(), session.user(), session.host(), session.password());
        out.flush();
    }

    @Override
    public void onCompleted(CompletedJob job) {
        JobResult result = job.result();
        out.printf(Locale.ROOT, "%-10s %6.2f %9.1f ms%n", result.status(), result.grade(), toMillis(job.latency()));
        if (!brief) {
            printField("text", result.text());
            result.problems().forEach((problem, statusAndText) -> printField(problem, String.valueOf(statusAndText)));
            printField("tests", result.tests().isEmpty() ? "" : result.tests().toString());
            printField("custom", result.custom().isEmpty() ? "" : result.custom().toString());
            printField("state", result.state());
            printField("archive", result.archive() == null ? "" : result.archive().length + " bytes");
            printField("stdout", result.stdout());
            printField("stderr", result.stderr());
        }
        out.flush();
    }

    private void printField(String name, String value) {
        if (value != null && !value.isEmpty()) {
            out.printf("  %-8s %s%n", name, value.stripTrailing().replace("\n", "\n" + " ".repeat(11)));
        }
    }

    @Override
    public void summarize(List<CompletedJob> jobs, Duration wall) {
        Map<String, Long> verdicts = jobs.stream()
            .collect(Collectors.groupingBy(job -> job.result().status(), TreeMap::new, Collectors.counting()));
        LatencySummary latencies = LatencySummary.of(jobs.stream().map(CompletedJob::latency).toList());
        out.printf(Locale.ROOT, "%d jobs %s in %.1f s, %.2f jobs/s%n",
            jobs.size(), verdicts, wall.toMillis() / 1e3, jobs.size() * 1e9 / wall.toNanos());
        out.printf(Locale.ROOT, "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
            toMillis(latencies.p50()), toMillis(latencies.p90()), toMillis(latencies.p99()), toMillis(latencies.max()));
        out.flush();
    }

    private static double toMillis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
