package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Holds the warm containers of one template, the oldest first. Not thread-safe. */
final class TemplatePool {
    private static final long MAX_AGE = Duration.ofHours(1).toNanos();
    /** A surplus container is kept for this long, because jobs arrive in waves. */
    private static final long SURPLUS_MAX_AGE = Duration.ofMinutes(1).toNanos();
    /** A container that ran for this long shows that the image's program waits for its job, so the backoff starts anew. */
    private static final long STABLE_AGE = Duration.ofMinutes(1).toNanos();

    private final GraderTemplate template;
    private final LongSupplier nanoClock;
    private final DemandEstimator demand;
    private final StudentDemandEstimator studentDemand;
    private final RetryPause retryPause;
    private final Set<WarmContainer> containers = new LinkedHashSet<>();
    private Limits limits;
    private int refilling;
    private boolean cleared;
    private long hits;
    private long misses;
    private long refills;
    private long failures;
    private long refillNanos;

    /** @param limits of the first containers, before a job sets others */
    TemplatePool(GraderTemplate template, IdleBounds bounds, Limits limits, LongSupplier nanoClock) {
        this.template = template;
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.demand = new DemandEstimator(bounds, nanoClock);
        this.studentDemand = new StudentDemandEstimator(bounds.withStudents() && template.canPrewarmStudents(), nanoClock);
        this.retryPause = new RetryPause(nanoClock);
    }

    GraderTemplate template() {
        return template;
    }

    StudentDemandEstimator studentDemand() {
        return studentDemand;
    }

    /** Finds a container that has no warm student although its job is likely to request one. */
    Optional<WarmContainer> findWithoutStudent() {
        return studentDemand.isLikely(0) ? containers.stream().filter(warm -> warm.warmStudents().isVacant()).findFirst()
            : Optional.empty();
    }

    /** Removes and returns the most suitable container; empty if none can serve these limits. */
    Optional<WarmContainer> claim(Limits wanted) {
        Optional<WarmContainer> best = containers.stream().filter(warm -> warm.limits().equals(wanted)).findFirst()
            .or(() -> containers.stream().filter(warm -> warm.canServe(wanted)).findFirst());
        best.ifPresent(warm -> {
            containers.remove(warm);
            retryPause.recordSuccess();
        });
        return best;
    }

    /** Claims a container for a new job. Later refills use its limits, which the next job is likely to have too. */
    Optional<WarmContainer> claimForNewJob(Limits wanted) {
        demand.recordArrival();
        limits = wanted;
        return claim(wanted);
    }

    void countClaim(boolean hit) {
        if (hit) {
            hits++;
        } else {
            misses++;
        }
    }

    /** Returns whether another container should be started now. */
    boolean needsMore() {
        long suitable = containers.stream().filter(warm -> warm.canServe(limits)).count();
        return suitable + refilling < demand.targetSize() && retryPause.isOver();
    }

    /** Returns when a job last requested this template; the more recent of two pools takes precedence. */
    long lastRequestNanos() {
        return demand.lastArrival();
    }

    /** Removes and returns the oldest container, to make room for another pool. */
    Optional<WarmContainer> evictOldest() {
        Optional<WarmContainer> oldest = containers.stream().findFirst();
        oldest.ifPresent(containers::remove);
        return oldest;
    }

    /** Returns the number of containers, those being started included. */
    int size() {
        return containers.size() + refilling;
    }

    /**
     * Registers a refill in progress and returns the limits to use. The caller must report the outcome with {@link #add} or
     * {@link #recordRefillFailure}.
     */
    Limits beginRefill() {
        refilling++;
        return limits;
    }

    /** Adds a new warm container; returns false if the pool was cleared. */
    boolean add(WarmContainer warm) {
        refilling--;
        return !cleared && containers.add(warm);
    }

    /** Records that a new container is ready after that many nanoseconds; returns the number of refills. */
    long recordRefill(long nanos) {
        refills++;
        refillNanos += nanos;
        demand.recordRefill(nanos);
        return refills;
    }

    /** Records that no container could start; returns the number of failures. */
    long recordRefillFailure() {
        refilling--;
        backOff();
        return failures;
    }

    boolean contains(WarmContainer warm) {
        return containers.contains(warm);
    }

    /** Removes an unusable container and counts a failure; returns false if the container was no longer in the pool. */
    boolean removeFailed(WarmContainer warm) {
        boolean here = containers.remove(warm);
        if (here) {
            if (nanoClock.getAsLong() - warm.createdNanos() > STABLE_AGE) {
                retryPause.recordSuccess();
            }
            backOff();
        }
        return here;
    }

    private void backOff() {
        failures++;
        retryPause.recordFailure();
    }

    List<WarmContainer> containers() {
        return List.copyOf(containers);
    }

    /** Removes and returns containers that are too old, or surplus. */
    List<WarmContainer> removeExpired() {
        long now = nanoClock.getAsLong();
        int surplus = containers.size() - demand.targetSize();
        List<WarmContainer> retired = new ArrayList<>();
        for (WarmContainer warm : containers) {
            long age = now - warm.createdNanos();
            if (age > MAX_AGE || surplus > 0 && age > SURPLUS_MAX_AGE) {
                retired.add(warm);
                surplus--;
            }
        }
        retired.forEach(containers::remove);
        return retired;
    }

    /** Removes and returns all containers, which the caller closes; later ones are not accepted. */
    List<WarmContainer> clear() {
        cleared = true;
        List<WarmContainer> all = containers();
        containers.clear();
        return all;
    }

    PoolStatus status() {
        return new PoolStatus(template.runtime().name(), template.imageId(), containers.size(), demand.targetSize(), hits, misses,
            refills, failures, refillNanos, (int) containers.stream().filter(warm -> warm.warmStudents().hasWarm()).count(),
            studentDemand.hits(), studentDemand.misses());
    }
}
