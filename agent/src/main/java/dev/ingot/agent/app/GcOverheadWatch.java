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
 * Gives up what takes the most memory when garbage collections leave the agent no time and free nothing. The serial collector
 * has no such limit of its own (UseGCOverheadLimit is the parallel collector's), and would go on for minutes before it says that
 * there is no memory. Looks once a second, on a thread of its own and almost without memory: notices of collections are lost
 * when there is none to make them of.
 */
final class GcOverheadWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GcOverheadWatch.class);
    private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);
    /** Looks in a row that must agree. */
    private static final int SAMPLES_TO_ACT = 3;
    /** Of the time between two looks. */
    private static final double MAX_GC_TIME_RATIO = 0.5;
    /** Of the heap; with so many collections nearly all of it lives. */
    private static final double MAX_HEAP_RATIO = 0.9;

    private final Supplier<Optional<Long>> abortLargest;
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final Thread thread = Thread.ofPlatform().daemon().name("gc-overhead").unstarted(this::watch);

    private GcOverheadWatch(Supplier<Optional<Long>> abortLargest) {
        this.abortLargest = abortLargest;
    }

    /**
     * Watches until it is closed.
     *
     * @param shed gives up what takes the most, and returns how many bytes that are; empty when there is nothing to give up
     */
    static GcOverheadWatch start(Supplier<Optional<Long>> shed) {
        GcOverheadWatch watch = new GcOverheadWatch(shed);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        int starved = 0;
        long time = System.nanoTime();
        long collected = totalGcMillis();
        try {
            while (true) {
                Thread.sleep(SAMPLE_INTERVAL);
                long now = System.nanoTime();
                long sum = totalGcMillis();
                boolean busy = sum - collected > MAX_GC_TIME_RATIO * TimeUnit.NANOSECONDS.toMillis(now - time);
                starved = busy && isHeapFull() ? starved + 1 : 0;
                if (starved == SAMPLES_TO_ACT) {
                    starved = 0;
                    abortLargestMessage();
                }
                time = now;
                collected = sum;
            }
        } catch (InterruptedException e) {
            LOG.trace("Collections are watched no longer");
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
            String relief = abortLargest.get().map(bytes -> "the job whose message takes " + bytes + " bytes of it is ended")
                .orElse("no job's message is the cause");
            LOG.error("Garbage collections take most of the time, and the heap stays full: {}", relief);
        } catch (OutOfMemoryError e) {
            // There is nothing to say it with; the next look tries again.
            LOG.trace("No memory to relieve the heap with");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
