package dev.ingot.agent.status;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.telemetry.RunningJob;
import dev.ingot.timing.Phase;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Exports the agent's status at each scrape as Prometheus metrics. */
public final class AgentMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry;
    private final Supplier<AgentStatus> status;

    private AgentMetrics(PrometheusRegistry registry, Supplier<AgentStatus> status) {
        this.registry = registry;
        this.status = status;
    }

    /**
     * Adds the metrics to a registry.
     *
     * @param version the agent's version
     * @param status  supplies the status of each scrape
     * @param dropped supplies the number of dropped timelines
     */
    public static void register(PrometheusRegistry registry, String version, Supplier<AgentStatus> status, LongSupplier dropped) {
        Info.builder().name("ingot_build_info").help("Version of the agent and of Java.").labelNames("version", "java")
            .register(registry).addLabelValues(version, Runtime.version().toString());
        AgentMetrics metrics = new AgentMetrics(registry, status);
        metrics.registerJobs();
        metrics.registerBackend();
        metrics.registerRuntimes();
        metrics.registerImages();
        PoolMetrics.register(registry, () -> status.get().pools());
        CounterWithCallback.builder().name("ingot_timelines_dropped")
            .help("Finished jobs missing from metrics and job log because recording fell behind.")
            .callback(callback -> callback.call(dropped.getAsLong())).register(registry);
        CounterWithCallback.builder().name("ingot_background_failures").labelNames("loop")
            .help("Rounds of a background loop that failed unexpectedly; the loop continues.")
            .callback(callback -> BackgroundLoop.failuresByName().forEach((loop, count) -> callback.call(count, loop)))
            .register(registry);
        JvmMetrics.builder().register(registry);
    }

    private void registerJobs() {
        registerGauge("ingot_running_jobs", "Current jobs by phase. Jobs in EXIT and CLEAN are answered.",
            (now, callback) -> {
                Map<Phase, Long> counts = now.runningJobs().stream()
                    .collect(Collectors.groupingBy(RunningJob::phase, TreeMap::new, Collectors.counting()));
                for (Phase phase : Phase.values()) {
                    callback.call(counts.getOrDefault(phase, 0L), phase.name());
                }
            }, "phase");
        registerGauge("ingot_job_permits", "Job permits: used by jobs that are not answered yet, or free.", (now, callback) -> {
            callback.call(now.usedCapacity(), "used");
            callback.call(Math.max(0, now.capacity() - now.usedCapacity()), "free");
        }, "state");
        registerGauge("ingot_job_directories_pending_removal", "Directories of finished jobs that are still to be removed.",
            (now, callback) -> callback.call(now.jobDirectories().pendingRemovals()));
    }

    private void registerBackend() {
        registerGauge("ingot_backend_connected", "1 when the agent is registered with the backend, else 0.",
            (now, callback) -> callback.call(now.backend().silence().isPresent() ? 1 : 0));
        GaugeWithCallback.builder().name("ingot_backend_silence").unit(Unit.SECONDS)
            .help("Time since the last message of the backend, a ping at least; absent while not registered.")
            .callback(callback -> status.get().backend().silence()
                .ifPresent(silence -> callback.call(silence.toNanos() / NANOS_PER_SECOND))).register(registry);
    }

    private void registerRuntimes() {
        registerGauge("ingot_runtime_healthy", "Whether a runtime can run containers.", (now, callback) ->
            now.runtimes().forEach(runtime -> callback.call(runtime.isHealthy() ? 1 : 0, runtime.name())), "runtime");
        CounterWithCallback.builder().name("ingot_orphans_removed")
            .help("Orphaned containers removed.").labelNames("runtime")
            .callback(callback -> status.get().runtimes()
                .forEach(runtime -> callback.call(runtime.orphansRemoved(), runtime.name()))).register(registry);
    }

    private void registerImages() {
        registerGauge("ingot_environments", "Announced environments; each is an image.", (now, callback) ->
            now.environments().stream()
                .collect(Collectors.groupingBy(AgentStatus.OfferedEnvironment::type, TreeMap::new, Collectors.counting()))
                .forEach((type, count) -> callback.call(count, type)), "type");
        GaugeWithCallback.builder().name("ingot_image_age").unit(Unit.SECONDS).labelNames("type", "environment")
            .help("Time since an environment's image was built.")
            .callback(callback -> {
                Instant now = Instant.now();
                status.get().environments().forEach(environment -> callback.call(
                    Duration.between(environment.created(), now).toSeconds(), environment.type(), environment.name()));
            }).register(registry);
    }

    private void registerGauge(String name, String help, BiConsumer<AgentStatus, GaugeWithCallback.Callback> now,
        String... labels) {
        GaugeWithCallback.builder().name(name).help(help).labelNames(labels)
            .callback(callback -> now.accept(status.get(), callback)).register(registry);
    }
}
