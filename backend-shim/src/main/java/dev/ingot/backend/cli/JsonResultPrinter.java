package dev.ingot.backend.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.backend.client.CompletedJob;
import dev.ingot.backend.load.LatencySummary;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.JobResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints results as JSON, one object per line, with bytes as base64. */
final class JsonResultPrinter implements ResultPrinter {
    private final ObjectMapper json = new ObjectMapper();
    private final PrintWriter out;

    JsonResultPrinter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onSshSession(BackendMessage.JobSshDebug session) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("job", session.jobId());
        line.put("host", session.host());
        line.put("port", session.port());
        line.put("user", session.user());
        line.put("password", session.password());
        print(line);
    }

    @Override
    public void onCompleted(CompletedJob job) {
        JobResult result = job.result();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("job", job.jobId());
        line.put("result", result.status());
        line.put("grade", result.grade());
        line.put("text", result.text());
        line.put("problems", result.problems());
        line.put("tests", result.tests());
        line.put("custom", result.custom());
        line.put("state", result.state());
        line.put("archive", result.archive());
        line.put("stdout", result.stdout());
        line.put("stderr", result.stderr());
        line.put("latency_ms", toMillis(job.latency()));
        print(line);
    }

    @Override
    public void summarize(List<CompletedJob> jobs, Duration wall) {
        LatencySummary latencies = LatencySummary.of(jobs.stream().map(CompletedJob::latency).toList());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("jobs", jobs.size());
        line.put("results", jobs.stream()
            .collect(Collectors.groupingBy(job -> job.result().status(), TreeMap::new, Collectors.counting())));
        line.put("wall_ms", toMillis(wall));
        line.put("p50_ms", toMillis(latencies.p50()));
        line.put("p90_ms", toMillis(latencies.p90()));
        line.put("p99_ms", toMillis(latencies.p99()));
        line.put("max_ms", toMillis(latencies.max()));
        print(line);
    }

    private void print(Map<String, Object> line) {
        try {
            out.println(json.writeValueAsString(line));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decoded message cannot be written as JSON", e);
        }
    }

    private static double toMillis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
