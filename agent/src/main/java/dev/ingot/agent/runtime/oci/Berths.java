package dev.ingot.agent.runtime.oci;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps some berths ready. Each is given away once; another is made in the background. Closing removes those left. */
final class Berths implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Berths.class);

    /** Makes one. */
    interface Maker {
        Berth make() throws IOException;
    }

    private final int wanted;
    private final Maker maker;
    private final Consumer<Berth> remover;
    private final Queue<Berth> ready = new ConcurrentLinkedQueue<>();
    private final ExecutorService background = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("berths").factory());

    Berths(int wanted, Maker maker, Consumer<Berth> remover) {
        this.wanted = wanted;
        this.maker = maker;
        this.remover = remover;
        background.execute(this::fill);
    }

    /** One for the caller alone. */
    Berth take() throws IOException {
        Berth berth = ready.poll();
        while (berth != null && !berth.process().isAlive()) {
            remover.accept(berth);
            berth = ready.poll();
        }
        background.execute(this::fill);
        return berth != null ? berth : maker.make();
    }

    private void fill() {
        try {
            while (ready.size() < wanted && !background.isShutdown()) {
                ready.add(maker.make());
            }
        } catch (IOException | RuntimeException e) {
            // Whoever needs a berth makes it himself then, and learns why it cannot be made.
            LOG.debug("No berth could be made ahead", e);
        }
    }

    @Override
    public void close() {
        background.close();
        ready.forEach(remover);
        ready.clear();
    }
}
