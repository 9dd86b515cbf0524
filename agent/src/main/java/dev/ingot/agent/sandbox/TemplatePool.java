package dev.ingot.agent.sandbox;

import dev.ingot.agent.runtime.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The parked slots of one template, the oldest first. For one thread at a time. */
final class TemplatePool {
    private static final long MAX_AGE = Duration.ofHours(1).toNanos();
    /** For which a slot too many is kept: jobs come in waves. */
    private static final long SURPLUS_MAX_AGE = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int MAX_DOUBLINGS = 8;
    /** One that lasts so long was no failure: its image's program does wait for orders. */
    private static final long STABLE_AGE = Duration.ofMinutes(1).toNanos();

    private final GraderTemplate template;
    private final LongSupplier nanoClock;
    private final DemandEstimator demand;
    private final StudentDemandEstimator studentDemand;
    private final Set<WarmContainer> containers = new LinkedHashSet<>();
    private Limits limits;
    private int refilling;
    private boolean cleared;
    private int failuresInARow;
    private long pausedUntil;
    private long hits;
    private long misses;
    private long refills;
    private long failures;
    private long refillNanos;

    /** @param limits what the first slots are made with, before a job tells */
    TemplatePool(GraderTemplate template, IdleBounds bounds, Limits limits, LongSupplier nanoClock) {
        this.template = template;
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.demand = new DemandEstimator(bounds, nanoClock);
        this.studentDemand = new StudentDemandEstimator(bounds.withStudents() && template.canPrewarmStudents(), nanoClock);
        this.pausedUntil = nanoClock.getAsLong();
    }

    GraderTemplate template() {
        return template;
    }

    StudentDemandEstimator studentDemand() {
        return studentDemand;
    }

    /** A slot whose job is likely to ask for a student, and has none. */
    Optional<WarmContainer> findWithoutStudent() {
        return studentDemand.isLikely(0) ? containers.stream().filter(slot -> slot.warmStudents().isVacant()).findFirst()
            : Optional.empty();
    }

    /** The slot that suits best, for the caller. */
    Optional<WarmContainer> claim(Limits wanted) {
        Optional<WarmContainer> best = containers.stream().filter(slot -> slot.limits().equals(wanted)).findFirst()
            .or(() -> containers.stream().filter(slot -> slot.canServe(wanted)).findFirst());
        best.ifPresent(slot -> {
            containers.remove(slot);
            failuresInARow = 0;
        });
        return best;
    }

    /** The same for a job that has just come; slots to be made get its limits, as the next job is likely to have them too. */
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

    /** Whether one more slot is to be made now. */
    boolean needsMore() {
        long suitable = containers.stream().filter(slot -> slot.canServe(limits)).count();
        return suitable + refilling < demand.targetSize() && nanoClock.getAsLong() - pausedUntil >= 0;
    }

    /** Of two, the one asked for last is worth more. */
    long lastRequestNanos() {
        return demand.lastArrival();
    }

    /** Gives up its oldest slot for another shelf's sake. */
    Optional<WarmContainer> evictOldest() {
        Optional<WarmContainer> oldest = containers.stream().findFirst();
        oldest.ifPresent(containers::remove);
        return oldest;
    }

    /** Slots parked or being made. */
    int size() {
        return containers.size() + refilling;
    }

    /** Somebody makes one now, with the limits returned, and will tell how that went. */
    Limits beginRefill() {
        refilling++;
        return limits;
    }

    /** Parks a slot, unless there is nobody left to park it for. */
    boolean add(WarmContainer slot) {
        refilling--;
        return !cleared && containers.add(slot);
    }

    /** A slot that was made is ready. How many that were. */
    long recordRefill(long nanos) {
        refills++;
        refillNanos += nanos;
        demand.recordRefill(nanos);
        return refills;
    }

    /** None could be made. How often that happened. */
    long recordRefillFailure() {
        refilling--;
        backOff();
        return failures;
    }

    boolean contains(WarmContainer slot) {
        return containers.contains(slot);
    }

    /** A parked slot is of no use any more. Whether it was still here. */
    boolean removeFailed(WarmContainer slot) {
        boolean here = containers.remove(slot);
        if (here) {
            if (nanoClock.getAsLong() - slot.createdNanos() > STABLE_AGE) {
                failuresInARow = 0;
            }
            backOff();
        }
        return here;
    }

    private void backOff() {
        failures++;
        pausedUntil = nanoClock.getAsLong() + (FIRST_PAUSE << Math.min(failuresInARow++, MAX_DOUBLINGS));
    }

    List<WarmContainer> containers() {
        return List.copyOf(containers);
    }

    /** Takes away what stayed too long, or is too much. */
    List<WarmContainer> removeExpired() {
        long now = nanoClock.getAsLong();
        int surplus = containers.size() - demand.targetSize();
        List<WarmContainer> retired = new ArrayList<>();
        for (WarmContainer slot : containers) {
            long age = now - slot.createdNanos();
            if (age > MAX_AGE || surplus > 0 && age > SURPLUS_MAX_AGE) {
                retired.add(slot);
                surplus--;
            }
        }
        retired.forEach(containers::remove);
        return retired;
    }

    /** Gives up all that is parked, for the caller to remove, and takes no more. */
    List<WarmContainer> clear() {
        cleared = true;
        List<WarmContainer> all = containers();
        containers.clear();
        return all;
    }

    PoolStatus status() {
        return new PoolStatus(template.runtime().name(), template.imageId(), containers.size(), demand.targetSize(), hits, misses,
            refills, failures, refillNanos, (int) containers.stream().filter(slot -> slot.warmStudents().hasWarm()).count(),
            studentDemand.hits(), studentDemand.misses());
    }
}
