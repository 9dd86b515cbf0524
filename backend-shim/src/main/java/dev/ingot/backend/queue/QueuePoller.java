package dev.ingot.backend.queue;

import static dev.ingot.backend.queue.QueueMetricFamilies.NANOS_PER_SECOND;
import static dev.ingot.backend.queue.QueueMetricFamilies.UNKNOWN_ENVIRONMENT;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.BackendMessage.WaitingJob;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the queue of any INGInious backend and exposes metrics of it. The queue lists its jobs, but neither the time since which
 * a job has waited nor its environment. Ages therefore count from the first poll that lists the job, and are too short by one
 * period at most. The environment is {@value QueueMetricFamilies#UNKNOWN_ENVIRONMENT}. For one thread.
 */
public final class QueuePoller {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(10);

    private final LongSupplier nanoClock;
    private final Map<String, Long> firstSeenNanos = new HashMap<>();
    private final Gauge connected;
    private final GaugeDataPoint waiting;
    private final GaugeDataPoint running;
    private final GaugeDataPoint oldestAge;
    private final DistributionDataPoint waitTime;

    /**
     * Registers the metrics.
     *
     * @param nanoClock monotonic nanoseconds
     */
    public QueuePoller(PrometheusRegistry registry, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        connected = Gauge.builder().name("ingot_queue_backend_up")
            .help("Whether the backend answered the last queue request (1) or not (0).").register(registry);
        waiting = QueueMetricFamilies.waitingJobs(Gauge.builder()).register(registry).labelValues(UNKNOWN_ENVIRONMENT);
        running = QueueMetricFamilies.runningJobs(Gauge.builder()).register(registry).labelValues(UNKNOWN_ENVIRONMENT);
        oldestAge = QueueMetricFamilies.oldestWaitingJob(Gauge.builder()).register(registry).labelValues(UNKNOWN_ENVIRONMENT);
        waitTime = QueueMetricFamilies.waitTime(registry).labelValues(UNKNOWN_ENVIRONMENT);
    }

    /**
     * Polls until the thread is interrupted, also while the backend does not answer.
     *
     * @param period time between two polls
     */
    public void run(BackendClient client, Duration period) throws InterruptedException {
        while (true) {
            try {
                update(client.requestQueue().get(QUEUE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException | TimeoutException e) {
                if (connected.get() != 0) {
                    LOG.warn("The backend did not answer a queue request within {} s; retrying", QUEUE_TIMEOUT.toSeconds());
                }
                markUnavailable();
            }
            Thread.sleep(period);
        }
    }

    /** Sets all gauges to unknown, because the backend did not answer, and forgets the waiting jobs. */
    void markUnavailable() {
        connected.set(0);
        List.of(waiting, running, oldestAge).forEach(gauge -> gauge.set(Double.NaN));
        firstSeenNanos.clear();
    }

    /** Updates the metrics from an answer of the backend. */
    void update(BackendMessage.Queue queue) {
        long now = nanoClock.getAsLong();
        connected.set(1);
        List<String> ids = queue.waiting().stream().map(WaitingJob::jobId).toList();
        ids.forEach(id -> firstSeenNanos.putIfAbsent(id, now));
        for (String gone : List.copyOf(firstSeenNanos.keySet())) {
            if (!ids.contains(gone)) {
                waitTime.observe((now - firstSeenNanos.remove(gone)) / NANOS_PER_SECOND);
            }
        }
        waiting.set(ids.size());
        running.set(queue.running().size());
        oldestAge.set(firstSeenNanos.values().stream().mapToLong(since -> now - since).max().orElse(0) / NANOS_PER_SECOND);
    }
}
