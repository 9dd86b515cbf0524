package dev.ingot.agent.sandbox;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.image.Images;
import dev.ingot.agent.runtime.Capability;
import dev.ingot.agent.runtime.ImageInfo;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.Network;
import dev.ingot.agent.runtime.ScriptedContainer;
import dev.ingot.agent.runtime.ScriptedProgramContext;
import dev.ingot.agent.runtime.ScriptedRuntime;
import dev.ingot.agent.task.JobDirs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** A warm pool without threads, on a clock that only a test moves. Its loops do not run: a test calls {@link #refill}. */
final class WarmPoolFixture implements AutoCloseable {
    static final Limits LIMITS = new Limits(1 << 26, 10, 10);

    final ScriptedRuntime runtime;
    final WarmPool pool;
    private final JobDirs dirs;
    private long now;

    WarmPoolFixture(Path tmpdir, IdleBounds bounds, PoolBudget budget) throws IOException {
        // Without CHEAP_USAGE a refill does not poll until the container is idle, which would take real time.
        EnumSet<Capability> capabilities = EnumSet.allOf(Capability.class);
        capabilities.remove(Capability.CHEAP_USAGE);
        runtime = new ScriptedRuntime(capabilities);
        dirs = JobDirs.open(tmpdir);
        pool = new WarmPool(Map.of(runtime.name(), bounds), new SandboxFactory("agent", dirs, () -> now), budget, () -> now,
            new CallerThread());
    }

    /** Adds an image whose program waits for its job, and returns its template. */
    GraderTemplate template(String name) {
        ImageInfo image = Images.image(name);
        runtime.with(image, ScriptedProgramContext::waitForKill, _ -> 0);
        return new GraderTemplate(runtime, image.id(), new Network.None(), Map.of());
    }

    void setTemplates(GraderTemplate... templates) {
        pool.setTemplates(List.of(templates), LIMITS);
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    /** Performs the refills that are due; returns their number. */
    int refill() throws InterruptedException {
        int count = 0;
        for (Optional<RefillTask> task = pool.pollTask(); task.isPresent(); task = pool.pollTask()) {
            task.get().run();
            count++;
            assertTrue(count < 100, "refills do not end");
        }
        return count;
    }

    /** Begins and ends a job which has no student; returns its warm container, which is closed. */
    Optional<WarmContainer> runJob(GraderTemplate template) {
        pool.beginJob();
        Optional<WarmContainer> warm = pool.claim(template, LIMITS);
        warm.ifPresent(WarmContainer::close);
        pool.endJob(template, 0);
        pass(Duration.ofSeconds(1));
        return warm;
    }

    PoolStatus status(GraderTemplate template) {
        return pool.status().stream().filter(status -> status.imageId().equals(template.imageId())).findFirst().orElseThrow();
    }

    int warm(GraderTemplate template) {
        return status(template).warm();
    }

    /** Returns the open containers of all templates, the oldest first. */
    List<ScriptedContainer> open() {
        return runtime.created().stream().filter(runtime.findOrphans("agent")::contains).toList();
    }

    @Override
    public void close() {
        pool.close();
        dirs.close();
    }

    /** Runs tasks on the caller's thread, except the loops of the pool, which would not return. */
    private static final class CallerThread extends AbstractExecutorService {
        private boolean shutdown;

        @Override
        public void execute(Runnable task) {
            if (!(task instanceof BackgroundLoop)) {
                task.run();
            }
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }
    }
}
