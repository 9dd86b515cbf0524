package dev.ingot.agent.telemetry;

import dev.ingot.agent.status.RecentJobs;
import dev.ingot.agent.telemetry.prometheus.JobMetrics;
import dev.ingot.observation.MetricsPage;
import dev.ingot.timing.Timeline;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a finished job costs: on its own thread ({@link #enqueueTimeline}), and in all; and what a scrape does. After
 * {@code mvn test-compile}: {@code java -cp CLASSPATH org.openjdk.jmh.Main RecordingBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RecordingBenchmark {
    private final Timeline timeline = Timelines.graded("job-1");
    private final JobMetrics metrics = new JobMetrics(new PrometheusRegistry());
    private final RecentJobs recent = new RecentJobs(System::nanoTime);
    private final PrometheusRegistry busy = new PrometheusRegistry();
    private final TimelineQueue queue = new TimelineQueue(List.of());

    @Benchmark
    public void enqueueTimeline() {
        queue.accept(timeline);
    }

    @Benchmark
    public void metricsAndStatus() {
        metrics.accept(timeline);
        recent.accept(timeline);
    }

    /** Of ten thousand jobs, with as many series as a busy host has: 3 runtimes, 5 environments, cold and warm. */
    @Benchmark
    public byte[] scrape() throws IOException {
        return new MetricsPage(busy).render("text/plain").body();
    }

    @Benchmark
    public String asJson() {
        return JobRecord.of(timeline).toString();
    }

    @Setup
    public void recordTenThousand() {
        JobMetrics jobs = new JobMetrics(busy);
        for (int i = 0; i < 10_000; i++) {
            jobs.accept(Timelines.varied(i));
        }
    }

    @TearDown
    public void close() {
        queue.close();
    }
}
