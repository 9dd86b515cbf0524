package dev.ingot.backend.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Stores the environments that the backend announced last, and lets threads wait for an announcement. */
final class AnnouncedEnvironments {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition updated = lock.newCondition();
    /** Null before the first announcement. */
    private Map<String, List<String>> environments;

    void update(Map<String, List<String>> announced) {
        lock.lock();
        try {
            environments = announced;
            updated.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Map<String, List<String>> latest() {
        lock.lock();
        try {
            return environments == null ? Map.of() : environments;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an announcement that satisfies a condition; returns whether it arrived in time. */
    boolean await(Predicate<Map<String, List<String>>> condition, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (environments == null || !condition.test(environments)) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = updated.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
