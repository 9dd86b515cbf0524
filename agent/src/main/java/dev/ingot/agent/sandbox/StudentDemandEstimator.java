package dev.ingot.agent.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Estimates whether jobs of one environment are likely to request a student, or another one, and counts hits and misses.
 * Thread-safe.
 */
final class StudentDemandEstimator {
    /** If none of this many last jobs had a student, the next job is expected to have none. */
    private static final int REMEMBERED_JOBS = 8;
    /** A job with this many requests is expected to make another. */
    private static final int MANY_REQUESTS = 2;

    private final boolean enabled;
    private final RetryPause retryPause;
    private final Deque<Integer> jobs = new ArrayDeque<>();
    private long hits;
    private long misses;

    /** @param enabled whether warm students may be started */
    StudentDemandEstimator(boolean enabled, LongSupplier nanoClock) {
        this.enabled = enabled;
        this.retryPause = new RetryPause(nanoClock);
    }

    /** Returns whether a job with {@code before} requests is likely to make another, and no pause after a failure holds. */
    synchronized boolean isLikely(int before) {
        return enabled && retryPause.isOver()
            && (before >= MANY_REQUESTS || jobs.stream().anyMatch(students -> students > before));
    }

    /** Records the end of a job that requested this many students. */
    synchronized void recordJob(int students) {
        jobs.addLast(students);
        if (jobs.size() > REMEMBERED_JOBS) {
            jobs.removeFirst();
        }
    }

    /** Records a request for a student, and whether a warm one was found. */
    synchronized void recordRequest(boolean found) {
        if (found) {
            hits++;
        } else if (enabled) {
            misses++;
        }
    }

    synchronized void recordSuccess() {
        retryPause.recordSuccess();
    }

    /** Records that no warm student could start; the next try waits 1 s, twice as long after each failure, at most 256 s. */
    synchronized void recordFailure() {
        retryPause.recordFailure();
    }

    synchronized long hits() {
        return hits;
    }

    synchronized long misses() {
        return misses;
    }
}
