package dev.ingot.agent.status;

import dev.ingot.agent.status.AgentStatus.Pool;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What parked containers are good for, by runtime. */
final class PoolMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusRegistry registry;
    private final Supplier<List<Pool>> pools;

    private PoolMetrics(PrometheusRegistry registry, Supplier<List<Pool>> pools) {
        this.registry = registry;
        this.pools = pools;
    }

    static void register(PrometheusRegistry registry, Supplier<List<Pool>> pools) {
        PoolMetrics metrics = new PoolMetrics(registry, pools);
        metrics.registerGauge("ingot_parked_slots", "Containers that are started and wait for a job.", Pool::warm);
        metrics.registerGauge("ingot_parked_slots_wanted", "Containers that should be parked.", Pool::target);
        metrics.registerCounter("ingot_pool_hits", "Jobs that found their container parked.", Pool::hits);
        metrics.registerCounter("ingot_pool_misses", "Jobs that could have, and started cold.", Pool::misses);
        metrics.registerCounter("ingot_pool_refills", "Containers that were parked.", Pool::refills);
        metrics.registerCounter("ingot_pool_failures", "Containers that could not be parked, or did not last.", Pool::failures);
        metrics.registerGauge("ingot_parked_students", "Student containers that wait for their grader to ask.",
            Pool::warmStudents);
        metrics.registerCounter("ingot_pool_student_hits", "Students whose container was parked.", Pool::studentHits);
        metrics.registerCounter("ingot_pool_student_misses", "Students whose container could have been, and was not.",
            Pool::studentMisses);
        CounterWithCallback.builder().name("ingot_pool_refill").unit(Unit.SECONDS).labelNames("runtime")
            .help("Time spent on parking containers.")
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
