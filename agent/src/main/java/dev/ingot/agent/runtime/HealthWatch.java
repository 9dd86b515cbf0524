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
 * Looks at the health of each runtime now and then, on a thread of its own each, so that whoever asks need not wait for an
 * engine. Closed by whoever started it, before the runtimes.
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
     * Starts to look.
     *
     * @param pause between two looks
     */
    public static HealthWatch start(List<? extends ContainerRuntime> runtimes, Duration pause) {
        HealthWatch watch = new HealthWatch(runtimes, pause);
        watch.threads.forEach(Thread::start);
        return watch;
    }

    /** What was last seen of a runtime; empty before the first look is over. */
    public Optional<Health> latest(String runtime) {
        return Optional.ofNullable(latest.get(runtime));
    }

    private BackgroundLoop probeLoop(ContainerRuntime runtime) {
        return new BackgroundLoop("health", () -> {
            Health health = probe(runtime);
            // A probe that the end has interrupted says nothing about the runtime.
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            recordHealth(runtime.name(), health);
            Thread.sleep(pause);
            return true;
        });
    }

    /** A runtime whose probe fails must not pass for what it was when last seen. */
    private static Health probe(ContainerRuntime runtime) {
        try {
            return runtime.probe();
        } catch (RuntimeException | Error e) {
            LOG.error("The probe of runtime {} has failed", runtime.name(), e);
            return new Health.Unavailable("its probe has failed: " + e,
                "see the log of the agent, and what the engine logs");
        }
    }

    private void recordHealth(String name, Health health) {
        Health before = latest.put(name, health);
        if (health instanceof Health.Unavailable(String why, String remedy) && !health.equals(before)) {
            LOG.error("Runtime {} does not work: {}; {}", name, why, remedy);
        } else if (before instanceof Health.Unavailable && !(health instanceof Health.Unavailable)) {
            LOG.info("Runtime {} works again", name);
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
