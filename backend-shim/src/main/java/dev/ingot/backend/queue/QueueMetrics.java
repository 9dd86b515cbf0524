package dev.ingot.backend.queue;

import static dev.ingot.backend.queue.QueueMetricFamilies.NANOS_PER_SECOND;

import dev.ingot.backend.standin.QueueListener;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Measures how long jobs wait for an agent and for their result, by environment; docs/metrics.md describes the metrics.
 * Thread-safe.
 */
public final class QueueMetrics implements QueueListener {
    private record TimedJob(String environment, long sinceNanos) { }

    private final LongSupplier nanoClock;
    private final Map<String, TimedJob> waiting = new ConcurrentHashMap<>();
    private final Map<String, TimedJob> running = new ConcurrentHashMap<>();
    private final Histogram waitTime;
    private final Histogram startTime;
    private final Histogram resultTime;

    /**
     * Registers the metrics.
     *
     * @param nanoClock monotonic nanoseconds
     */
    public QueueMetrics(PrometheusRegistry registry, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        waitTime = QueueMetricFamilies.waitTime(registry);
        startTime = QueueMetricFamilies.durationHistogram("ingot_queue_start",
            "Time from sending a job to an agent until the agent reported it as started.", registry);
        resultTime = QueueMetricFamilies.durationHistogram("ingot_queue_result",
            "Time from sending a job to an agent until its result arrived.", registry);
        QueueMetricFamilies.waitingJobs(GaugeWithCallback.builder())
            .callback(callback -> reportCounts(waiting, callback)).register(registry);
        QueueMetricFamilies.runningJobs(GaugeWithCallback.builder())
            .callback(callback -> reportCounts(running, callback)).register(registry);
        QueueMetricFamilies.oldestWaitingJob(GaugeWithCallback.builder()).callback(this::reportOldest).register(registry);
    }

    private static void reportCounts(Map<String, TimedJob> jobs, GaugeWithCallback.Callback callback) {
        jobs.values().stream().collect(Collectors.groupingBy(TimedJob::environment, TreeMap::new, Collectors.counting()))
            .forEach((environment, count) -> callback.call(count, environment));
    }

    private void reportOldest(GaugeWithCallback.Callback callback) {
        long now = nanoClock.getAsLong();
        waiting.values().stream().collect(Collectors.toMap(TimedJob::environment, job -> now - job.sinceNanos(), Math::max,
            TreeMap::new))
            .forEach((environment, age) -> callback.call(age / NANOS_PER_SECOND, environment));
    }

    @Override
    public void onEnqueued(String jobId, String environment) {
        String label = environment == null ? QueueMetricFamilies.UNKNOWN_ENVIRONMENT : environment;
        waiting.put(jobId, new TimedJob(label, nanoClock.getAsLong()));
    }

    @Override
    public void onDispatched(String jobId) {
        TimedJob job = waiting.remove(jobId);
        if (job != null) {
            long now = nanoClock.getAsLong();
            waitTime.labelValues(job.environment()).observe((now - job.sinceNanos()) / NANOS_PER_SECOND);
            running.put(jobId, new TimedJob(job.environment(), now));
        }
    }

    @Override
    public void onStarted(String jobId) {
        observe(startTime, running.get(jobId));
    }

    @Override
    public void onAnswered(String jobId) {
        waiting.remove(jobId);
        observe(resultTime, running.remove(jobId));
    }

    private void observe(Histogram histogram, TimedJob job) {
        if (job != null) {
            histogram.labelValues(job.environment()).observe((nanoClock.getAsLong() - job.sinceNanos()) / NANOS_PER_SECOND);
        }
    }
}
