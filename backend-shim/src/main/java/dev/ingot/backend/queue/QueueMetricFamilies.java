package dev.ingot.backend.queue;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.MetricWithFixedMetadata;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;

/**
 * Defines the metrics that {@link QueueMetrics} and {@link QueuePoller} both expose, so that they have the same names, labels
 * and buckets. The label is the environment of the job.
 */
final class QueueMetricFamilies {
    /**
     * Value of the label for an environment that is not known, or that no agent ever offered. With a label value for each of the
     * latter, a client could create any number of series.
     */
    static final String UNKNOWN_ENVIRONMENT = "unknown";
    static final double NANOS_PER_SECOND = 1e9;

    private static final String ENVIRONMENT = "environment";
    /** Upper bounds in seconds. */
    private static final double[] BUCKETS =
        {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900};

    private QueueMetricFamilies() { }

    static <B extends MetricWithFixedMetadata.Builder<B, ?>> B waitingJobs(B builder) {
        return builder.name("ingot_queue_waiting_jobs").labelNames(ENVIRONMENT).help("Jobs that wait for an agent.");
    }

    static <B extends MetricWithFixedMetadata.Builder<B, ?>> B runningJobs(B builder) {
        return builder.name("ingot_queue_running_jobs").labelNames(ENVIRONMENT).help("Jobs that an agent is running.");
    }

    static <B extends MetricWithFixedMetadata.Builder<B, ?>> B oldestWaitingJob(B builder) {
        return builder.name("ingot_queue_oldest_waiting_job").unit(Unit.SECONDS).labelNames(ENVIRONMENT)
            .help("Age of the job that has waited longest.");
    }

    static Histogram waitTime(PrometheusRegistry registry) {
        return durationHistogram("ingot_queue_wait", "Time a job waited for an agent with free capacity.", registry);
    }

    /** Creates a histogram of durations with the label and the buckets of all queue metrics, and registers it. */
    static Histogram durationHistogram(String name, String help, PrometheusRegistry registry) {
        return Histogram.builder().name(name).unit(Unit.SECONDS).classicUpperBounds(BUCKETS).help(help).labelNames(ENVIRONMENT)
            .register(registry);
    }
}
