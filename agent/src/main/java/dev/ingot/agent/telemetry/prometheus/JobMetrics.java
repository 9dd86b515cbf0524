package dev.ingot.agent.telemetry.prometheus;

import dev.ingot.agent.telemetry.TimelineSink;
import dev.ingot.timing.CompletionSummary;
import dev.ingot.timing.Phase;
import dev.ingot.timing.Timeline;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;

/**
 * Counts and measures finished jobs. Label values come from the configuration, from images and from this code, never from jobs,
 * so their number is bounded. Thread-safe.
 */
public final class JobMetrics implements TimelineSink {
    private static final double NANOS_PER_SECOND = 1e9;
    /** In seconds: from the start of a warm container to the longest tasks. */
    private static final double[] DURATION_BUCKETS =
        {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300};
    /** In bytes. */
    private static final double[] SIZE_BUCKETS =
        {1 << 22, 1 << 23, 1 << 24, 1 << 25, 1 << 26, 1 << 27, 1 << 28, 1 << 29, 1 << 30, 1L << 31};
    /** Label value of jobs without a runtime or an environment. */
    private static final String NONE = "none";

    private final Histogram phases;
    private final Histogram boot;
    private final Histogram answer;
    private final Histogram cpu;
    private final Histogram memory;
    private final Counter jobs;
    private final Counter aborts;
    private final Counter rejections;
    private final Counter systemFailures;
    private final StudentMetrics students;

    /** Adds the metrics to a registry. */
    public JobMetrics(PrometheusRegistry registry) {
        phases = durationHistogram("ingot_job_phase", "Time a job spent in a phase.", "phase", "runtime", "environment", "warm")
            .register(registry);
        boot = durationHistogram("ingot_job_boot", "Time to create and start a grading container (CREATE + START).",
            "runtime", "environment", "warm").register(registry);
        answer = durationHistogram("ingot_job_answer", "Time from the arrival of a job to its answer (ADMIT to REPLY).",
            "runtime", "environment", "warm").register(registry);
        cpu = durationHistogram("ingot_container_cpu", "CPU time of a grading container.", "runtime", "environment")
            .register(registry);
        memory = Histogram.builder().name("ingot_container_memory_peak").unit(Unit.BYTES).classicUpperBounds(SIZE_BUCKETS)
            .help("Peak memory of a grading container.").labelNames("runtime", "environment").register(registry);
        jobs = Counter.builder().name("ingot_jobs").help("Completed jobs by verdict.")
            .labelNames("verdict", "runtime", "environment").register(registry);
        aborts = Counter.builder().name("ingot_jobs_aborted").help("Jobs aborted before the grader sent a result.")
            .labelNames("cause").register(registry);
        rejections = Counter.builder().name("ingot_jobs_rejected").help("Jobs that got no container.")
            .labelNames("reason").register(registry);
        systemFailures = Counter.builder().name("ingot_job_system_failures")
            .help("Jobs that failed because of the host, the manager or the agent, by phase.")
            .labelNames("phase").register(registry);
        students = new StudentMetrics(registry);
        for (Phase phase : Phase.values()) {
            systemFailures.initLabelValues(phase.name());
        }
    }

    static Histogram.Builder durationHistogram(String name, String help, String... labels) {
        return Histogram.builder().name(name).unit(Unit.SECONDS).classicUpperBounds(DURATION_BUCKETS).help(help)
            .labelNames(labels);
    }

    @Override
    public void accept(Timeline timeline) {
        CompletionSummary completion = timeline.completion();
        boolean planned = timeline.runtime() != null;
        String runtime = planned ? timeline.runtime() : NONE;
        String environment = planned ? timeline.environment() : NONE;
        String warm = Boolean.toString(timeline.warm());
        timeline.phases().forEach((phase, nanos) ->
            phases.labelValues(phase.name(), runtime, environment, warm).observe(nanos / NANOS_PER_SECOND));
        if (timeline.phases().containsKey(Phase.START)) {
            boot.labelValues(runtime, environment, warm).observe(timeline.bootNanos() / NANOS_PER_SECOND);
        }
        answer.labelValues(runtime, environment, warm).observe(timeline.answerNanos() / NANOS_PER_SECOND);
        if (timeline.cpuNanos() >= 0) {
            cpu.labelValues(runtime, environment).observe(timeline.cpuNanos() / NANOS_PER_SECOND);
        }
        if (timeline.memoryPeakBytes() >= 0) {
            memory.labelValues(runtime, environment).observe(timeline.memoryPeakBytes());
        }
        jobs.labelValues(completion.verdict(), runtime, environment).inc();
        if (completion.cause() != null) {
            aborts.labelValues(completion.cause()).inc();
        }
        if (completion.rejection() != null) {
            rejections.labelValues(completion.rejection()).inc();
        }
        if (completion.fault() != null) {
            systemFailures.labelValues(completion.fault().name()).inc();
        }
        timeline.students().forEach(students::record);
    }
}
