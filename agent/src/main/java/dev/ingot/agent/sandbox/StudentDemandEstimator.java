package dev.ingot.agent.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Whether the jobs of one environment are likely to ask for a student, or for one more, and how often one was ready.
 * Thread-safe.
 */
final class StudentDemandEstimator {
    /** The last jobs; when none of them had a student, the next is not expected to. */
    private static final int REMEMBERED_JOBS = 8;
    /** A job that asks so often is taken to go on. */
    private static final int MANY_REQUESTS = 2;
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int MAX_DOUBLINGS = 8;

    private final boolean enabled;
    private final LongSupplier nanoClock;
    private final Deque<Integer> jobs = new ArrayDeque<>();
    private long hits;
    private long misses;
    private int failuresInARow;
    private long pausedUntil;

    /** @param enabled whether any may be made ahead at all */
    StudentDemandEstimator(boolean enabled, LongSupplier nanoClock) {
        this.enabled = enabled;
        this.nanoClock = nanoClock;
        this.pausedUntil = nanoClock.getAsLong();
    }

    /** Whether a job that had so many students is likely to ask for another, and one is worth trying. */
    synchronized boolean isLikely(int before) {
        return enabled && nanoClock.getAsLong() - pausedUntil >= 0
            && (before >= MANY_REQUESTS || jobs.stream().anyMatch(students -> students > before));
    }

    /** A job has ended that asked for so many students. */
    synchronized void recordJob(int students) {
        jobs.addLast(students);
        if (jobs.size() > REMEMBERED_JOBS) {
            jobs.removeFirst();
        }
    }

    /** A student was asked for. */
    synchronized void recordRequest(boolean found) {
        if (found) {
            hits++;
        } else if (enabled) {
            misses++;
        }
    }

    synchronized void recordSuccess() {
        failuresInARow = 0;
    }

    /** None could be made. */
    synchronized void recordFailure() {
        pausedUntil = nanoClock.getAsLong() + (FIRST_PAUSE << Math.min(failuresInARow++, MAX_DOUBLINGS));
    }

    synchronized long hits() {
        return hits;
    }

    synchronized long misses() {
        return misses;
    }
}
