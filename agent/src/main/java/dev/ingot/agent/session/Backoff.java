package dev.ingot.agent.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the pause before the n-th attempt in a row. It doubles up to a maximum of a few seconds, and is partly random, so that
 * the agents of a backend do not all return at the same instant.
 */
record Backoff(Duration first, Duration max, RandomGenerator random) {

    /** Returns the pause before attempt {@code attempt}, counted from 0: between half of its maximum and its maximum. */
    Duration pause(int attempt) {
        long bound = Math.min(max.toNanos(), first.toNanos() << Math.min(attempt, 16));
        return Duration.ofNanos(bound / 2 + random.nextLong(bound / 2 + 1));
    }
}
