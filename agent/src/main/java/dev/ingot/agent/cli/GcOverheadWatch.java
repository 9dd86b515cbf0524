package dev.ingot.agent.cli;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up what takes the most memory when garbage collections leave the agent no time and free nothing. The serial collector
 * has no such limit of its own (UseGCOverheadLimit is the parallel collector's), and would go on for minutes before it says that
 * there is no memory. Costs nothing while nothing is collected.
 */
final class GcOverheadWatch implements NotificationListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GcOverheadWatch.class);
    private static final long WINDOW_MILLIS = 5000;
    /** Of the window. */
    private static final double TOO_LONG = 0.5;
    /** Of the heap, after a collection. */
    private static final double TOO_FULL = 0.9;

    private final Supplier<Optional<Long>> shed;
    private final List<NotificationEmitter> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(NotificationEmitter.class::isInstance).map(NotificationEmitter.class::cast).toList();
    private final Set<String> heapPools = ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP).map(MemoryPoolMXBean::getName).collect(Collectors.toSet());
    private final Deque<GcInfo> recent = new ArrayDeque<>();

    private GcOverheadWatch(Supplier<Optional<Long>> shed) {
        this.shed = shed;
        collectors.forEach(collector -> collector.addNotificationListener(this, null, null));
    }

    /**
     * Watches until it is closed.
     *
     * @param shed gives up what takes the most, and returns how many bytes that are; empty when there is nothing to give up
     */
    static GcOverheadWatch start(Supplier<Optional<Long>> shed) {
        return new GcOverheadWatch(shed);
    }

    @Override
    public synchronized void handleNotification(Notification notification, Object handback) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        GcInfo last = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData()).getGcInfo();
        recent.add(last);
        while (recent.getFirst().getEndTime() < last.getEndTime() - WINDOW_MILLIS) {
            recent.removeFirst();
        }
        long spent = recent.stream().mapToLong(GcInfo::getDuration).sum();
        long used = last.getMemoryUsageAfterGc().entrySet().stream().filter(pool -> heapPools.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed()).sum();
        if (spent > TOO_LONG * WINDOW_MILLIS && used > TOO_FULL * Runtime.getRuntime().maxMemory()) {
            recent.clear();
            LOG.error("Garbage collections took {} ms of the last {}, and {} bytes of the heap's {} are in use: {}", spent,
                WINDOW_MILLIS, used, Runtime.getRuntime().maxMemory(), shed.get().map(bytes ->
                    "the job whose message takes " + bytes + " of them is ended").orElse("no job's message is the cause"));
        }
    }

    @Override
    public void close() {
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
