package dev.ingot.agent.runtime.lxd;

import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.runtime.RuntimeFault.Kind;
import dev.ingot.agent.runtime.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of one instance and all that is in it, once, whoever wants it first. */
final class InstanceRemover {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceRemover.class);
    private static final int ATTEMPTS = 7;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final InstanceApi instances;
    private final String name;
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    InstanceRemover(InstanceApi instances, String name) {
        this.instances = instances;
        this.name = name;
    }

    /** Kills and removes in the background. */
    void removeAsync() {
        if (started.compareAndSet(false, true)) {
            Thread.ofVirtual().name("removal-of-" + name).start(() -> {
                try {
                    removeWithRetries();
                } finally {
                    done.countDown();
                }
            });
        }
    }

    /** The same, returning when it is done or no attempt helped; an interrupt of the caller waits until then. */
    void removeAndWait() {
        removeAsync();
        Uninterruptibles.run(() -> {
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void removeWithRetries() {
        RuntimeFault last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                if (stop()) {
                    instances.delete(name);
                }
                return;
            } catch (RuntimeFault e) {
                // Another act on it may be under way.
                last = e;
            }
            pause(PAUSE.multipliedBy(1L << attempt));
        }
        LOG.warn("instance {} could not be removed; it will be tried again as a leftover", name, last);
    }

    /** Returns whether it may still be there. */
    private boolean stop() {
        try {
            instances.stop(name);
            return true;
        } catch (RuntimeFault e) {
            // That it does not run is an invalid request; whether that was it, the deletion shows.
            return e.kind() != Kind.NOT_FOUND;
        }
    }

    /** Takes the folder of its mounts away. */
    static void removeMountFolder(Path folder) {
        try {
            MappedMounts.remove(folder);
        } catch (IOException e) {
            LOG.warn("mounts in {} stay; they will be taken away with the leftovers", folder, e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
