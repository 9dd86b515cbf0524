package dev.ingot.agent.runtime.oci;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps some launchers ready. Each is given away once; another is made in the background. Closing removes those left. */
final class LauncherPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LauncherPool.class);

    /** Makes one. */
    interface LauncherFactory {
        Launcher make() throws IOException;
    }

    private final int targetSize;
    private final LauncherFactory factory;
    private final Consumer<Launcher> remover;
    private final Queue<Launcher> ready = new ConcurrentLinkedQueue<>();
    private final ExecutorService background =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("launchers").factory());

    LauncherPool(int targetSize, LauncherFactory factory, Consumer<Launcher> remover) {
        this.targetSize = targetSize;
        this.factory = factory;
        this.remover = remover;
        background.execute(this::refill);
    }

    /** One for the caller alone. */
    Launcher acquire() throws IOException {
        Launcher launcher = ready.poll();
        // One that was stopped would never read its configuration.
        while (launcher != null && (!launcher.process().isAlive() || launcher.process().isStopped())) {
            remover.accept(launcher);
            launcher = ready.poll();
        }
        background.execute(this::refill);
        return launcher != null ? launcher : factory.make();
    }

    private void refill() {
        try {
            while (ready.size() < targetSize && !background.isShutdown()) {
                ready.add(factory.make());
            }
        } catch (IOException | RuntimeException e) {
            // Whoever needs a launcher makes it himself then, and learns why it cannot be made.
            LOG.debug("No launcher could be made ahead", e);
        }
    }

    @Override
    public void close() {
        background.close();
        ready.forEach(remover);
        ready.clear();
    }
}
