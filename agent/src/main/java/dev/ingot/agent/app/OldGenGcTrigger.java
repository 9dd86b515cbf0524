package dev.ingot.agent.app;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the serial collector look at its old generation when that has doubled since the last time. On its own it rather lets the
 * heap grow, to a quarter of the host's memory by default (seen on JDK 25.0.3: 130 MiB used after 300 jobs with 17 of them live,
 * and 800 after 2,000 jobs). Other collectors are left alone.
 */
final class OldGenGcTrigger implements NotificationListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OldGenGcTrigger.class);
    /** What the serial collector calls it. */
    private static final String OLD_GENERATION_POOL = "Tenured Gen";
    /** Three times what an agent at rest has; a look at so much took a tenth of a second on two slow processors. */
    private static final long MIN_THRESHOLD_BYTES = 48L << 20;

    private final MemoryPoolMXBean pool;
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

    private OldGenGcTrigger(MemoryPoolMXBean pool) {
        this.pool = pool;
        resetThreshold();
        ((NotificationEmitter) memory).addNotificationListener(this, null, null);
    }

    /** Empty where another collector runs. */
    static Optional<OldGenGcTrigger> install() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getName().equals(OLD_GENERATION_POOL))
            .findFirst()
            .map(OldGenGcTrigger::new);
    }

    private long usedBytes() {
        return pool.getUsage().getUsed();
    }

    private void resetThreshold() {
        pool.setUsageThreshold(Math.min(pool.getUsage().getMax(), Math.max(MIN_THRESHOLD_BYTES, 2 * usedBytes())));
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (!notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            return;
        }
        long before = usedBytes();
        System.gc();
        resetThreshold();
        LOG.debug("The old generation had {} KiB, and has {} KiB", before / 1024, usedBytes() / 1024);
    }

    @Override
    public void close() {
        try {
            ((NotificationEmitter) memory).removeNotificationListener(this);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
