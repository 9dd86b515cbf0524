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
 * Runs the tasks of one key one after the other, and those of different keys in turn on a few threads, so that many or slow tasks
 * of one key do not delay the others for long. The threads exist while there are tasks. Thread-safe.
 */
final class KeyedExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyedExecutor.class);

    private final ThreadPoolExecutor threads;
    private final Map<String, Queue<Runnable>> waiting = new HashMap<>();

    /**
     * Creates an executor without tasks.
     *
     * @param count number of threads
     * @param name  prefix of the thread names; a number follows
     */
    KeyedExecutor(int count, String name) {
        threads = new ThreadPoolExecutor(count, count, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a task after the earlier tasks of its key.
     *
     * @throws RejectedExecutionException when the executor is closed
     */
    void execute(String key, Runnable task) {
        synchronized (waiting) {
            if (!waiting.containsKey(key)) {
                threads.execute(() -> runNext(key));
            }
            waiting.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(task);
        }
    }

    private void runNext(String key) {
        Runnable task;
        synchronized (waiting) {
            task = waiting.get(key).poll();
        }
        try {
            task.run();
        } finally {
            synchronized (waiting) {
                if (waiting.get(key).isEmpty()) {
                    waiting.remove(key);
                } else {
                    scheduleNext(key);
                }
            }
        }
    }

    private void scheduleNext(String key) {
        try {
            threads.execute(() -> runNext(key));
        } catch (RejectedExecutionException e) {
            LOG.debug("Dropped the tasks of {}: the executor is closed", key);
        }
    }

    /** Interrupts the running tasks and drops the waiting ones. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Waits until the running tasks have ended; returns false after the timeout. */
    boolean awaitEnd(long seconds) throws InterruptedException {
        return threads.awaitTermination(seconds, TimeUnit.SECONDS);
    }
}
