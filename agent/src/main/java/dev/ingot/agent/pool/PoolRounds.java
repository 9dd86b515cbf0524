package dev.ingot.agent.pool;

import dev.ingot.agent.background.BackgroundLoop;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at parked slots now and then, as long as the pool is open, and tells how it does. For one thread. */
final class PoolRounds {
    private static final Logger LOG = LoggerFactory.getLogger(PoolRounds.class);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final int ROUNDS_TO_A_REPORT = 12;

    private final WarmPool pool;
    private int rounds;
    private List<PoolStatus> told = List.of();

    private PoolRounds(WarmPool pool) {
        this.pool = pool;
    }

    /** Runs until the pool is closed. */
    static BackgroundLoop of(WarmPool pool) {
        return new BackgroundLoop("pool rounds", new PoolRounds(pool)::round);
    }

    private boolean round() throws InterruptedException {
        if (!pool.pause(ROUND.toNanos())) {
            return false;
        }
        rounds++;
        look();
        List<PoolStatus> now = pool.status();
        if (rounds % ROUNDS_TO_A_REPORT == 0 && !now.equals(told)) {
            now.forEach(PoolRounds::tell);
            told = now;
        }
        return true;
    }

    private void look() {
        List<Slot> parked = pool.parked();
        parked.stream().filter(Slot::restless).forEach(slot -> pool.replace(slot, "does not keep still"));
        pool.retire(parked.stream().mapToLong(Slot::memoryBytes).sum());
    }

    private static void tell(PoolStatus status) {
        LOG.info("Parked on {} for {}: {} of {}; {} hits, {} misses; {} made in {} ms each, {} lost", status.runtime(),
            status.imageId(), status.parked(), status.wanted(), status.hits(), status.misses(), status.refills(),
            status.refills() == 0 ? 0 : status.refillNanos() / status.refills() / 1_000_000, status.failures());
        if (status.studentHits() + status.studentMisses() > 0) {
            LOG.info("Students on {} for {}: {} hits, {} misses", status.runtime(), status.imageId(), status.studentHits(),
                status.studentMisses());
        }
    }
}
