package dev.ingot.agent.task;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the work of one key one piece after the other, and the work of different keys in turn on a few threads: much work of
 * one key, or slow work, does not keep the others waiting for long. The threads are there while there is work. Thread-safe.
 */
final class KeyedExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyedExecutor.class);

    private final ThreadPoolExecutor threads;
    private final Map<String, Queue<Runnable>> waiting = new HashMap<>();

    /**
     * Creates an executor without work.
     *
     * @param count how many keys have a thread at once
     * @param name  of its threads, with a number behind it
     */
    KeyedExecutor(int count, String name) {
        threads = new ThreadPoolExecutor(count, count, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs the work once the earlier work of its key is done.
     *
     * @throws RejectedExecutionException when this is closed
     */
    void execute(String key, Runnable work) {
        synchronized (waiting) {
            if (!waiting.containsKey(key)) {
                threads.execute(() -> next(key));
            }
            waiting.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(work);
        }
    }

    private void next(String key) {
        Runnable work;
        synchronized (waiting) {
            work = waiting.get(key).poll();
        }
        try {
            work.run();
        } finally {
            synchronized (waiting) {
                if (waiting.get(key).isEmpty()) {
                    waiting.remove(key);
                } else {
                    behindTheOthers(key);
                }
            }
        }
    }

    private void behindTheOthers(String key) {
        try {
            threads.execute(() -> next(key));
        } catch (RejectedExecutionException e) {
            LOG.debug("Work of {} is dropped: this is closed", key);
        }
    }

    /** Interrupts the work under way, and drops what waits. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Waits until the work that was under way has ended; whether it has. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return threads.awaitTermination(seconds, TimeUnit.SECONDS);
    }
}
