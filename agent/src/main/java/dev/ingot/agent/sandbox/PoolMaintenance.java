package dev.ingot.agent.sandbox;

import dev.ingot.agent.background.BackgroundLoop;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at parked slots now and then, as long as the pool is open, and tells how it does. For one thread. */
final class PoolMaintenance {
    private static final Logger LOG = LoggerFactory.getLogger(PoolMaintenance.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int ROUNDS_PER_REPORT = 12;

    private final WarmPool pool;
    private int rounds;
    private List<PoolStatus> lastLogged = List.of();

    private PoolMaintenance(WarmPool pool) {
        this.pool = pool;
    }

    /** Runs until the pool is closed. */
    static BackgroundLoop of(WarmPool pool) {
        return new BackgroundLoop("pool rounds", new PoolMaintenance(pool)::runRound);
    }

    private boolean runRound() throws InterruptedException {
        if (!pool.sleepWhileOpen(INTERVAL.toNanos())) {
            return false;
        }
        rounds++;
        removeUnfit();
        List<PoolStatus> now = pool.status();
        if (rounds % ROUNDS_PER_REPORT == 0 && !now.equals(lastLogged)) {
            now.forEach(PoolMaintenance::log);
            lastLogged = now;
        }
        return true;
    }

    private void removeUnfit() {
        List<WarmContainer> parked = pool.containers();
        parked.stream().filter(WarmContainer::isBusy).forEach(slot -> pool.replace(slot, "does not keep still"));
        pool.removeExpired(parked.stream().mapToLong(WarmContainer::memoryBytes).sum());
    }

    private static void log(PoolStatus status) {
        LOG.info("Parked on {} for {}: {} of {}; {} hits, {} misses; {} made in {} ms each, {} lost", status.runtime(),
            status.imageId(), status.warm(), status.target(), status.hits(), status.misses(), status.refills(),
            status.refills() == 0 ? 0 : status.refillNanos() / status.refills() / 1_000_000, status.failures());
        if (status.studentHits() + status.studentMisses() > 0) {
            LOG.info("Students on {} for {}: {} hits, {} misses", status.runtime(), status.imageId(), status.studentHits(),
                status.studentMisses());
        }
    }
}
