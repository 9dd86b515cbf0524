package dev.ingot.agent.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Whether the jobs of one environment are likely to ask for a student, or for one more, and how often one was ready.
 * Thread-safe.
 */
final class StudentDemand {
    /** The last jobs; when none of them had a student, the next is not expected to. */
    private static final int REMEMBERED = 8;
    /** A job that asks so often is taken to go on. */
    private static final int MANY = 2;
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int DOUBLINGS = 8;

    private final boolean possible;
    private final LongSupplier nanoClock;
    private final Deque<Integer> jobs = new ArrayDeque<>();
    private long hits;
    private long misses;
    private int failuresInARow;
    private long pausedUntil;

    /** @param possible whether any may be made ahead at all */
    StudentDemand(boolean possible, LongSupplier nanoClock) {
        this.possible = possible;
        this.nanoClock = nanoClock;
        this.pausedUntil = nanoClock.getAsLong();
    }

    /** Whether a job that had so many students is likely to ask for another, and one is worth trying. */
    synchronized boolean expected(int before) {
        return possible && nanoClock.getAsLong() - pausedUntil >= 0
            && (before >= MANY || jobs.stream().anyMatch(students -> students > before));
    }

    /** A job has ended that asked for so many students. */
    synchronized void ended(int students) {
        jobs.addLast(students);
        if (jobs.size() > REMEMBERED) {
            jobs.removeFirst();
        }
    }

    /** A student was asked for. */
    synchronized void asked(boolean found) {
        if (found) {
            hits++;
        } else if (possible) {
            misses++;
        }
    }

    synchronized void made() {
        failuresInARow = 0;
    }

    /** None could be made. */
    synchronized void failed() {
        pausedUntil = nanoClock.getAsLong() + (FIRST_PAUSE << Math.min(failuresInARow++, DOUBLINGS));
    }

    synchronized long hits() {
        return hits;
    }

    synchronized long misses() {
        return misses;
    }
}
