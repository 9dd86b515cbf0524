package dev.ingot.agent.runtime;

import dev.ingot.agent.background.BackgroundLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Probes each runtime periodically, on one thread per runtime, so that reading the latest result never waits for a manager.
 * The code that starts it must close it, before the runtimes.
 */
public final class HealthWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);

    private final Duration pause;
    private final Map<String, Health> latest = new ConcurrentHashMap<>();
    private final List<Thread> threads;

    private HealthWatch(List<? extends ContainerRuntime> runtimes, Duration pause) {
        this.pause = pause;
        threads = runtimes.stream()
            .map(runtime -> Thread.ofVirtual().name("health of " + runtime.name()).unstarted(probeLoop(runtime))).toList();
    }

    /**
     * Starts probing.
     *
     * @param runtimes to probe
     * @param pause    between the end of one probe and the start of the next
     */
    public static HealthWatch start(List<? extends ContainerRuntime> runtimes, Duration pause) {
        HealthWatch watch = new HealthWatch(runtimes, pause);
        watch.threads.forEach(Thread::start);
        return watch;
    }

    /**
     * Returns the result of the latest probe.
     *
     * @param runtime {@link ContainerRuntime#name()}
     * @return empty before the end of the first probe
     */
    public Optional<Health> latest(String runtime) {
        return Optional.ofNullable(latest.get(runtime));
    }

    private BackgroundLoop probeLoop(ContainerRuntime runtime) {
        return new BackgroundLoop("runtime health", () -> {
            Health health = probe(runtime);
            // close() interrupted the probe, so its result says nothing about the runtime.
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            recordHealth(runtime.name(), health);
            Thread.sleep(pause);
            return true;
        });
    }

    /** Counts a runtime as unavailable when its probe throws, so that the previous result does not stay. */
    private static Health probe(ContainerRuntime runtime) {
        try {
            return runtime.probe();
        } catch (RuntimeException | Error e) {
            LOG.error("Cannot probe runtime {}: unexpected error; it counts as unavailable until the next probe",
                runtime.name(), e);
            return new Health.Unavailable("its probe has failed: " + e,
                "see the log of the agent, and what the manager logs");
        }
    }

    private void recordHealth(String name, Health health) {
        Health before = latest.put(name, health);
        if (health instanceof Health.Unavailable(String reason, String remedy) && !health.equals(before)) {
            LOG.error("Runtime {} is unavailable: {}. Remedy: {}", name, reason, remedy);
        } else if (before instanceof Health.Unavailable && !(health instanceof Health.Unavailable)) {
            LOG.info("Runtime {} is available again", name);
        }
    }

    /** Stops probing, without waiting for probes under way. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
