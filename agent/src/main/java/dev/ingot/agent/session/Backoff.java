package dev.ingot.agent.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pause before the n-th attempt in a row: doubling up to a bound that still meets a returning backend within seconds,
 * and partly by chance, so that the agents of a backend do not all return at the same instant.
 */
record Backoff(Duration first, Duration max, RandomGenerator random) {

    /** Before attempt {@code attempt}, counted from 0; between half of the bound and the bound. */
    Duration pause(int attempt) {
        long bound = Math.min(max.toNanos(), first.toNanos() << Math.min(attempt, 16));
        return Duration.ofNanos(bound / 2 + random.nextLong(bound / 2 + 1));
    }
}
