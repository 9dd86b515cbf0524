package dev.ingot.backend.queue;

import dev.ingot.backend.client.BackendClient;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.BackendMessage.WaitingJob;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
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
 * Looks at a backend's queue now and then. A queue names its jobs, and says neither since when one waits nor for which
 * environment: ages count from the first look that saw the job, so they are short by one period at most. For one thread.
 */
public final class QueuePoller {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double[] BUCKETS = {1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800};
    private static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(10);

    private final LongSupplier nanoClock;
    private final Map<String, Long> firstSeenNanos = new HashMap<>();
    private final Gauge connected;
    private final Gauge waiting;
    private final Gauge running;
    private final Gauge oldestAge;
    private final Histogram waitingTime;

    /**
     * @param nanoClock monotonic nanoseconds
     */
    public QueuePoller(PrometheusRegistry registry, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        connected = Gauge.builder().name("ingot_queue_backend_connected").help("Whether the backend tells of its queue.")
            .register(registry);
        waiting = Gauge.builder().name("ingot_queue_waiting_jobs").help("Jobs that no agent has yet.").register(registry);
        running = Gauge.builder().name("ingot_queue_running_jobs").help("Jobs that an agent has.").register(registry);
        oldestAge = Gauge.builder().name("ingot_queue_oldest_job").unit(Unit.SECONDS)
            .help("Age of the job that waits for the longest time.").register(registry);
        waitingTime = Histogram.builder().name("ingot_queue_waiting").unit(Unit.SECONDS).classicUpperBounds(BUCKETS)
            .help("Time a job waited for a slot of an agent.").register(registry);
    }

    /** Looks until it is interrupted. A backend that is not there is waited for. */
    public void run(BackendClient client, Duration period) throws InterruptedException {
        while (true) {
            try {
                update(client.requestQueue().get(QUEUE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException | TimeoutException e) {
                if (connected.get() != 0) {
                    LOG.warn("The backend does not tell of its queue; it is asked again");
                }
                markUnavailable();
            }
            Thread.sleep(period);
        }
    }

    /** Nothing is known of the queue now; who waited is forgotten. */
    void markUnavailable() {
        connected.set(0);
        List.of(waiting, running, oldestAge).forEach(gauge -> gauge.set(Double.NaN));
        firstSeenNanos.clear();
    }

    void update(BackendMessage.Queue queue) {
        long now = nanoClock.getAsLong();
        connected.set(1);
        List<String> ids = queue.waiting().stream().map(WaitingJob::jobId).toList();
        ids.forEach(id -> firstSeenNanos.putIfAbsent(id, now));
        for (String gone : List.copyOf(firstSeenNanos.keySet())) {
            if (!ids.contains(gone)) {
                waitingTime.observe((now - firstSeenNanos.remove(gone)) / NANOS_PER_SECOND);
            }
        }
        waiting.set(ids.size());
        running.set(queue.running().size());
        oldestAge.set(firstSeenNanos.values().stream().mapToLong(since -> now - since).max().orElse(0) / NANOS_PER_SECOND);
    }
}
