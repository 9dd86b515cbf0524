package dev.ingot.agent.telemetry;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.logging.LogContext;
import dev.ingot.timing.Timeline;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues the timelines of jobs without a lock, and passes each to several sinks on a thread of its own, so that a slow disk does
 * not delay jobs. Sinks log with the log context of the job. When the sinks fall far behind, timelines are dropped and counted.
 * Closing the queue passes on the remaining timelines and closes the sinks.
 */
public final class TimelineQueue implements TimelineSink {
    private static final Logger LOG = LoggerFactory.getLogger(TimelineQueue.class);
    private static final int MAX_QUEUED = 10_000;

    private final List<TimelineSink> sinks;
    private final BlockingQueue<Runnable> queue = new LinkedTransferQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    /** Used by the queue's thread only. */
    private boolean ended;

    /** Starts the queue's thread. The sinks get timelines in this order, and are closed with the queue. */
    public TimelineQueue(List<TimelineSink> sinks) {
        this.sinks = List.copyOf(sinks);
        thread = Thread.ofVirtual().name("timelines").start(this::deliverAll);
    }

    @Override
    public void accept(Timeline timeline) {
        if (length.incrementAndGet() > MAX_QUEUED) {
            length.decrementAndGet();
            dropped.incrementAndGet();
        } else {
            queue.add(LogContext.wrap(() -> deliver(timeline)));
        }
    }

    /** Returns the number of timelines dropped because the sinks fell behind. */
    public long droppedCount() {
        return dropped.get();
    }

    private void deliverAll() {
        new BackgroundLoop("timelines", () -> {
            try {
                queue.take().run();
            } finally {
                LogContext.clear();
            }
            return !ended;
        }).run();
        sinks.forEach(TimelineQueue::close);
    }

    private static void close(TimelineSink sink) {
        try {
            sink.close();
        } catch (RuntimeException e) {
            LOG.error("Failed to close {}", sink, e);
        }
    }

    private void deliver(Timeline timeline) {
        length.decrementAndGet();
        for (TimelineSink sink : sinks) {
            try {
                sink.accept(timeline);
            } catch (RuntimeException e) {
                LOG.error("Failed to record the timeline of job {} by {}", timeline.jobId(), sink, e);
            }
        }
    }

    /** Waits until every queued timeline is recorded. */
    @Override
    public void close() {
        queue.add(() -> ended = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
