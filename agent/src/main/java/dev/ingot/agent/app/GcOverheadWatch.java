package dev.ingot.agent.app;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts the job with the largest message when garbage collection takes more than half of the time and the heap stays over 90 %
 * full. The serial collector has no GC overhead limit (-XX:+UseGCOverheadLimit applies to the parallel collector only) and would
 * collect for minutes before it throws an OutOfMemoryError. Samples once a second on a thread of its own and allocates almost
 * nothing: GC notifications get lost when there is no memory for them.
 */
final class GcOverheadWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GcOverheadWatch.class);
    private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);
    /** Consecutive samples over both limits that trigger an abort. */
    private static final int SAMPLES_TO_ACT = 3;
    /** Share of the time between two samples. */
    private static final double MAX_GC_TIME_RATIO = 0.5;
    /** Share of the maximum heap. After so many collections nearly all used memory is reachable. */
    private static final double MAX_HEAP_RATIO = 0.9;

    private final Supplier<Optional<Long>> abortLargest;
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final Thread thread = Thread.ofPlatform().daemon().name("gc-overhead").unstarted(this::watch);

    private GcOverheadWatch(Supplier<Optional<Long>> abortLargest) {
        this.abortLargest = abortLargest;
    }

    /**
     * Starts a watch, which runs until it is closed.
     *
     * @param abortLargest aborts the job with the largest message and returns that message's size in bytes; empty when no job
     *                     holds a message
     */
    static GcOverheadWatch start(Supplier<Optional<Long>> abortLargest) {
        GcOverheadWatch watch = new GcOverheadWatch(abortLargest);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        int overloaded = 0;
        long time = System.nanoTime();
        long collected = totalGcMillis();
        try {
            while (true) {
                Thread.sleep(SAMPLE_INTERVAL);
                long now = System.nanoTime();
                long total = totalGcMillis();
                boolean busy = total - collected > MAX_GC_TIME_RATIO * TimeUnit.NANOSECONDS.toMillis(now - time);
                overloaded = busy && isHeapFull() ? overloaded + 1 : 0;
                if (overloaded == SAMPLES_TO_ACT) {
                    overloaded = 0;
                    abortLargestMessage();
                }
                time = now;
                collected = total;
            }
        } catch (InterruptedException e) {
            LOG.trace("GC overhead watch stopped");
        }
    }

    private long totalGcMillis() {
        long sum = 0;
        for (int i = 0; i < collectors.size(); i++) {
            sum += Math.max(0, collectors.get(i).getCollectionTime());
        }
        return sum;
    }

    private static boolean isHeapFull() {
        Runtime heap = Runtime.getRuntime();
        return heap.totalMemory() - heap.freeMemory() > MAX_HEAP_RATIO * heap.maxMemory();
    }

    private void abortLargestMessage() {
        try {
            String action = abortLargest.get()
                .map(bytes -> "aborted the job with the largest message (" + bytes + " bytes)")
                .orElse("no job holds a message, so nothing was aborted; raise -Xmx");
            LOG.error("Garbage collection takes most of the time and the heap stays full: {}", action);
        } catch (OutOfMemoryError e) {
            // No memory is left for the log line; the next samples may trigger another abort.
            LOG.trace("Out of memory while aborting the largest message");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
