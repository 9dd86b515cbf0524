package dev.ingot.agent.runtime.oci;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps launchers ready. Each is handed out once and replaced in the background. Closing the pool removes the unused ones.
 */
final class LauncherPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LauncherPool.class);

    /** Creates a launcher. */
    interface LauncherFactory {
        Launcher make() throws IOException;
    }

    private final int targetSize;
    private final LauncherFactory factory;
    private final Consumer<Launcher> remover;
    private final Queue<Launcher> ready = new ConcurrentLinkedQueue<>();
    private final ExecutorService background =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("oci-launchers").factory());

    /**
     * Creates the pool and starts to fill it.
     *
     * @param targetSize how many launchers are kept ready
     * @param remover    removes a launcher that is not used
     */
    LauncherPool(int targetSize, LauncherFactory factory, Consumer<Launcher> remover) {
        this.targetSize = targetSize;
        this.factory = factory;
        this.remover = remover;
        background.execute(this::refill);
    }

    /**
     * Returns a ready launcher, or creates one when none is ready.
     *
     * @throws IOException when one had to be created and cannot be
     */
    Launcher acquire() throws IOException {
        Launcher launcher = ready.poll();
        // A stopped launcher would never read its configuration.
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
            // The next caller of acquire() creates a launcher itself, and gets the cause as an exception.
            LOG.debug("Cannot create a launcher in advance", e);
        }
    }

    @Override
    public void close() {
        background.close();
        ready.forEach(remover);
        ready.clear();
    }
}
