package dev.ingot.agent.sandbox;

import dev.ingot.agent.background.BackgroundLoop;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes unfit and expired warm containers every 5 s and logs statistics of the pool every minute. For one thread. */
final class PoolMaintenance {
    private static final Logger LOG = LoggerFactory.getLogger(PoolMaintenance.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int ROUNDS_PER_REPORT = 12;

    private final WarmPool pool;
    private int rounds;
    private List<PoolStatus> lastLogged = List.of();

    PoolMaintenance(WarmPool pool) {
        this.pool = pool;
    }

    /** Returns a background loop that maintains the pool until it is closed. */
    static BackgroundLoop of(WarmPool pool) {
        return new BackgroundLoop("pool-maintenance", new PoolMaintenance(pool)::runRound);
    }

    private boolean runRound() throws InterruptedException {
        if (!pool.sleepWhileOpen(INTERVAL.toNanos())) {
            return false;
        }
        maintain();
        return true;
    }

    /** Removes unfit and expired containers; every twelfth call logs the statistics if they have changed. */
    void maintain() {
        rounds++;
        removeUnfit();
        List<PoolStatus> now = pool.status();
        if (rounds % ROUNDS_PER_REPORT == 0 && !now.equals(lastLogged)) {
            now.forEach(PoolMaintenance::log);
            lastLogged = now;
        }
    }

    private void removeUnfit() {
        List<WarmContainer> warm = pool.containers();
        warm.stream().filter(WarmContainer::isBusy).forEach(busy -> pool.replace(busy, "it used CPU or memory while idle"));
        pool.removeExpired(warm.stream().mapToLong(WarmContainer::memoryBytes).sum());
    }

    private static void log(PoolStatus status) {
        LOG.info("Warm pool of {} for {}: {} of {} containers; {} hits, {} misses, {} refills ({} ms on average), {} failures",
            status.runtime(), status.imageId(), status.warm(), status.target(), status.hits(), status.misses(), status.refills(),
            status.refills() == 0 ? 0 : status.refillNanos() / status.refills() / 1_000_000, status.failures());
        if (status.studentHits() + status.studentMisses() > 0) {
            LOG.info("Warm students of {} for {}: {} hits, {} misses", status.runtime(), status.imageId(), status.studentHits(),
                status.studentMisses());
        }
    }
}
