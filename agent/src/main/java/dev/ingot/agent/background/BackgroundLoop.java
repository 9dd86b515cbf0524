package dev.ingot.agent.background;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a round on the calling thread until the round returns false or the thread is interrupted. A round that fails
 * unexpectedly is logged and counted, and the next one starts after a pause. Otherwise the failure would end the thread, and its
 * work would remain undone until the agent restarts.
 */
public final class BackgroundLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
    private static final Map<String, LongAdder> FAILURES = new ConcurrentHashMap<>();

    private final String name;
    private final Round round;

    /** Does one repetition. */
    @FunctionalInterface
    public interface Round {
        /**
         * Does the work once.
         *
         * @return whether to run another round
         * @throws InterruptedException when the loop is to end
         */
        boolean run() throws InterruptedException;
    }

    /**
     * Creates a loop.
     *
     * @param name of the loop in logs and metrics; loops of one kind share it, so that few names exist
     */
    public BackgroundLoop(String name, Round round) {
        this.name = name;
        this.round = round;
        FAILURES.computeIfAbsent(name, _ -> new LongAdder());
    }

    /** Returns the number of failed rounds in this process by loop name. */
    public static Map<String, Long> failuresByName() {
        Map<String, Long> counts = new TreeMap<>();
        FAILURES.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }

    /** Runs the rounds. Returns after the last round, or soon after an interrupt. */
    @Override
    public void run() {
        try {
            int failuresInARow = 0;
            boolean another = true;
            while (another) {
                try {
                    another = round.run();
                    failuresInARow = 0;
                } catch (RuntimeException | Error e) {
                    reportFailure(e);
                    Thread.sleep(pauseAfter(failuresInARow++));
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("Background loop {} was interrupted", name);
            Thread.currentThread().interrupt();
        }
    }

    private void reportFailure(Throwable failure) {
        FAILURES.get(name).increment();
        try {
            LOG.error("Background loop {} failed; it continues after a pause", name, failure);
        } catch (OutOfMemoryError e) {
            // The counter records it. The loop must not end because its log line cannot be written.
            FAILURES.get(name).increment();
        }
    }

    /** Returns a pause that doubles with each failure in a row, so that a permanent failure costs little. */
    static Duration pauseAfter(int failuresInARow) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failuresInARow, 16));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
}
