package dev.ingot.agent.status;

import dev.ingot.agent.status.AgentStatus.Pool;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Exports the state and the counters of the warm pools by runtime. */
final class PoolMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry;
    private final Supplier<List<Pool>> pools;

    private PoolMetrics(PrometheusRegistry registry, Supplier<List<Pool>> pools) {
        this.registry = registry;
        this.pools = pools;
    }

    /** Adds the metrics to a registry. */
    static void register(PrometheusRegistry registry, Supplier<List<Pool>> pools) {
        PoolMetrics metrics = new PoolMetrics(registry, pools);
        metrics.registerGauge("ingot_warm_containers", "Warm containers that wait for a job.", Pool::warm);
        metrics.registerGauge("ingot_warm_containers_target", "Warm containers that should wait for a job.", Pool::target);
        metrics.registerCounter("ingot_warm_pool_hits", "Jobs that got a warm container.", Pool::hits);
        metrics.registerCounter("ingot_warm_pool_misses",
            "Jobs that started cold although a warm container was possible.", Pool::misses);
        metrics.registerCounter("ingot_warm_pool_refills", "Warm containers started.", Pool::refills);
        metrics.registerCounter("ingot_warm_pool_failures",
            "Warm containers that could not be started, or ended before a job claimed them.", Pool::failures);
        metrics.registerGauge("ingot_warm_students", "Warm student containers.",
            Pool::warmStudents);
        metrics.registerCounter("ingot_warm_pool_student_hits", "Students that got a warm container.", Pool::studentHits);
        metrics.registerCounter("ingot_warm_pool_student_misses",
            "Students that started cold although a warm container was possible.", Pool::studentMisses);
        CounterWithCallback.builder().name("ingot_warm_pool_refill").unit(Unit.SECONDS).labelNames("runtime")
            .help("Time spent on starting warm containers.")
            .callback(callback -> pools.get().forEach(pool ->
                callback.call(pool.refillTime().toNanos() / NANOS_PER_SECOND, pool.runtime()))).register(registry);
    }

    private void registerGauge(String name, String help, ToDoubleFunction<Pool> figure) {
        GaugeWithCallback.builder().name(name).help(help).labelNames("runtime").callback(callback ->
            pools.get().forEach(pool -> callback.call(figure.applyAsDouble(pool), pool.runtime()))).register(registry);
    }

    private void registerCounter(String name, String help, ToDoubleFunction<Pool> figure) {
        CounterWithCallback.builder().name(name).help(help).labelNames("runtime").callback(callback ->
            pools.get().forEach(pool -> callback.call(figure.applyAsDouble(pool), pool.runtime()))).register(registry);
    }
}
