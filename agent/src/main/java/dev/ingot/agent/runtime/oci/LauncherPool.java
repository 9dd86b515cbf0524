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
    interface Maker {
        Launcher make() throws IOException;
    }

    private final int wanted;
    private final Maker maker;
    private final Consumer<Launcher> remover;
    private final Queue<Launcher> ready = new ConcurrentLinkedQueue<>();
    private final ExecutorService background =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("launchers").factory());

    LauncherPool(int wanted, Maker maker, Consumer<Launcher> remover) {
        this.wanted = wanted;
        this.maker = maker;
        this.remover = remover;
        background.execute(this::fill);
    }

    /** One for the caller alone. */
    Launcher take() throws IOException {
        Launcher launcher = ready.poll();
        // One that was stopped would never read its configuration.
        while (launcher != null && (!launcher.process().alive() || launcher.process().stopped())) {
            remover.accept(launcher);
            launcher = ready.poll();
        }
        background.execute(this::fill);
        return launcher != null ? launcher : maker.make();
    }

    private void fill() {
        try {
            while (ready.size() < wanted && !background.isShutdown()) {
                ready.add(maker.make());
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
