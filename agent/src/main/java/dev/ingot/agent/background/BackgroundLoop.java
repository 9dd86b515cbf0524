package dev.ingot.agent.background;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a round until it says that it was the last, or the thread is interrupted. A round that fails unexpectedly is
 * logged and counted, and after a pause the next one begins: a thread that ended with it would leave its work undone
 * for the rest of the agent's life, unseen. The thread is the caller's.
 */
public final class BackgroundLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(10);
    private static final Map<String, LongAdder> FAILURES = new ConcurrentHashMap<>();

    private final String name;
    private final Round round;

    /** What is repeated. */
    @FunctionalInterface
    public interface Round {
        /**
         * Does the work once.
         *
         * @return whether there shall be another round
         * @throws InterruptedException when the loop is to end
         */
        boolean run() throws InterruptedException;
    }

    /**
     * @param name for the log and the metric: the same for all loops of one kind, of which there are few
     */
    public BackgroundLoop(String name, Round round) {
        this.name = name;
        this.round = round;
        FAILURES.computeIfAbsent(name, _ -> new LongAdder());
    }

    /** How many rounds have failed in this process, by the name of the loop. */
    public static Map<String, Long> failuresByName() {
        Map<String, Long> counts = new TreeMap<>();
        FAILURES.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }

    /** Returns after the last round, or soon after an interrupt. */
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
            LOG.trace("The loop {} ends", name);
            Thread.currentThread().interrupt();
        }
    }

    private void reportFailure(Throwable failure) {
        FAILURES.get(name).increment();
        try {
            LOG.error("The background work \"{}\" has failed, and goes on", name, failure);
        } catch (OutOfMemoryError e) {
            // The count tells of it; a loop that ended over its own log line would do no more work.
            FAILURES.get(name).increment();
        }
    }

    /** Doubling, so that a failure that stays costs next to nothing. */
    static Duration pauseAfter(int failuresInARow) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failuresInARow, 16));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
}
