package dev.ingot.backend.queue;

import dev.ingot.backend.standin.QueueListener;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Measures where jobs wait on their way to an agent and back, by environment; docs/metrics.md has the names. Thread-safe. */
public final class QueueMetrics implements QueueListener {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] BUCKETS =
        {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900};
    /** In place of an environment that no agent ever offered: those could be any number. */
    private static final String UNKNOWN_ENVIRONMENT = "unknown";

    private record TimedJob(String environment, long sinceNanos) { }

    private final LongSupplier nanoClock;
    private final Map<String, TimedJob> waiting = new ConcurrentHashMap<>();
    private final Map<String, TimedJob> running = new ConcurrentHashMap<>();
    private final Histogram waitingTime;
    private final Histogram startTime;
    private final Histogram resultTime;

    /**
     * @param nanoClock monotonic nanoseconds
     */
    public QueueMetrics(PrometheusRegistry registry, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        waitingTime = durationHistogram("ingot_queue_waiting", "Time a job waited for a slot of an agent.", registry);
        startTime = durationHistogram("ingot_queue_sending", "Time from sending a job to an agent to its word of having it.",
            registry);
        resultTime = durationHistogram("ingot_queue_answer", "Time from sending a job to an agent to having its result.",
            registry);
        GaugeWithCallback.builder().name("ingot_queue_waiting_jobs").labelNames("environment")
            .help("Jobs that no agent has yet.").callback(callback -> reportCounts(waiting, callback)).register(registry);
        GaugeWithCallback.builder().name("ingot_queue_running_jobs").labelNames("environment")
            .help("Jobs that an agent has.").callback(callback -> reportCounts(running, callback)).register(registry);
        GaugeWithCallback.builder().name("ingot_queue_oldest_job").unit(Unit.SECONDS).labelNames("environment")
            .help("Age of the job that waits for the longest time.").callback(this::reportOldest).register(registry);
    }

    private static Histogram durationHistogram(String name, String help, PrometheusRegistry registry) {
        return Histogram.builder().name(name).unit(Unit.SECONDS).classicUpperBounds(BUCKETS).help(help)
            .labelNames("environment").register(registry);
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
        waiting.put(jobId, new TimedJob(environment == null ? UNKNOWN_ENVIRONMENT : environment, nanoClock.getAsLong()));
    }

    @Override
    public void onDispatched(String jobId) {
        TimedJob job = waiting.remove(jobId);
        if (job != null) {
            long now = nanoClock.getAsLong();
            waitingTime.labelValues(job.environment()).observe((now - job.sinceNanos()) / NANOS_PER_SECOND);
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
