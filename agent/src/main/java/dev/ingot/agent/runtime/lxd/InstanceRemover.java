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

/** Kills and removes one instance, once, however often and from however many threads it is requested. */
final class InstanceRemover {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceRemover.class);
    private static final int ATTEMPTS = 7;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final InstanceApi instances;
    private final String name;
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    /** @param name of the instance */
    InstanceRemover(InstanceApi instances, String name) {
        this.instances = instances;
        this.name = name;
    }

    /** Kills and removes the instance on a new thread. */
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

    /**
     * Kills and removes the instance. Returns when it is removed or when all attempts have failed. An interrupt of the caller is
     * restored on return.
     */
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
                // Another operation on the instance may be under way.
                last = e;
            }
            pause(PAUSE.multipliedBy(1L << attempt));
        }
        LOG.warn("Cannot remove instance {} after {} attempts; the reaper tries again", name, ATTEMPTS, last);
    }

    /** Stops the instance; returns whether it may still exist. */
    private boolean stop() {
        try {
            instances.stop(name);
            return true;
        } catch (RuntimeFault e) {
            // Stopping a stopped instance is an invalid request. If the fault has another cause, the deletion fails too.
            return e.kind() != Kind.NOT_FOUND;
        }
    }

    /** Unmounts what is mounted in the folder of an instance and deletes the folder. Only logs a failure. */
    static void removeMountFolder(Path folder) {
        try {
            MappedMounts.remove(folder);
        } catch (IOException e) {
            LOG.warn("Cannot unmount {}; the reaper tries again", folder, e);
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
