package dev.ingot.backend.metrics;

import dev.ingot.backend.QueueListener;
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
    private static final double NANOS = 1e9;
    private static final double[] DURATIONS =
        {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900};
    /** In place of an environment that no agent ever offered: those could be any number. */
    private static final String UNKNOWN = "unknown";

    private record Entry(String environment, long at) { }

    private final LongSupplier nanoClock;
    private final Map<String, Entry> waiting = new ConcurrentHashMap<>();
    private final Map<String, Entry> running = new ConcurrentHashMap<>();
    private final Histogram waitingTime;
    private final Histogram sendingTime;
    private final Histogram answerTime;

    /**
     * @param nanoClock monotonic nanoseconds
     */
    public QueueMetrics(PrometheusRegistry registry, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        waitingTime = durations("ingot_queue_waiting", "Time a job waited for a slot of an agent.", registry);
        sendingTime = durations("ingot_queue_sending", "Time from sending a job to an agent to its word of having it.", registry);
        answerTime = durations("ingot_queue_answer", "Time from sending a job to an agent to having its result.", registry);
        GaugeWithCallback.builder().name("ingot_queue_waiting_jobs").labelNames("environment")
            .help("Jobs that no agent has yet.").callback(callback -> count(waiting, callback)).register(registry);
        GaugeWithCallback.builder().name("ingot_queue_running_jobs").labelNames("environment")
            .help("Jobs that an agent has.").callback(callback -> count(running, callback)).register(registry);
        GaugeWithCallback.builder().name("ingot_queue_oldest_job").unit(Unit.SECONDS).labelNames("environment")
            .help("Age of the job that waits for the longest time.").callback(this::oldest).register(registry);
    }

    private static Histogram durations(String name, String help, PrometheusRegistry registry) {
        return Histogram.builder().name(name).unit(Unit.SECONDS).classicUpperBounds(DURATIONS).help(help)
            .labelNames("environment").register(registry);
    }

    private static void count(Map<String, Entry> jobs, GaugeWithCallback.Callback callback) {
        jobs.values().stream().collect(Collectors.groupingBy(Entry::environment, TreeMap::new, Collectors.counting()))
            .forEach((environment, count) -> callback.call(count, environment));
    }

    private void oldest(GaugeWithCallback.Callback callback) {
        long now = nanoClock.getAsLong();
        waiting.values().stream().collect(Collectors.toMap(Entry::environment, job -> now - job.at(), Math::max, TreeMap::new))
            .forEach((environment, age) -> callback.call(age / NANOS, environment));
    }

    @Override
    public void enqueued(String jobId, String environment) {
        waiting.put(jobId, new Entry(environment == null ? UNKNOWN : environment, nanoClock.getAsLong()));
    }

    @Override
    public void dispatched(String jobId) {
        Entry job = waiting.remove(jobId);
        if (job != null) {
            long now = nanoClock.getAsLong();
            waitingTime.labelValues(job.environment()).observe((now - job.at()) / NANOS);
            running.put(jobId, new Entry(job.environment(), now));
        }
    }

    @Override
    public void started(String jobId) {
        observe(sendingTime, running.get(jobId));
    }

    @Override
    public void answered(String jobId) {
        waiting.remove(jobId);
        observe(answerTime, running.remove(jobId));
    }

    private void observe(Histogram histogram, Entry job) {
        if (job != null) {
            histogram.labelValues(job.environment()).observe((nanoClock.getAsLong() - job.at()) / NANOS);
        }
    }
}
