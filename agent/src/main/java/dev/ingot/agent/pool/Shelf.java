package dev.ingot.agent.pool;

import dev.ingot.agent.runtime.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** The parked slots of one template, the oldest first. For one thread at a time. */
final class Shelf {
    private static final long LIFETIME = Duration.ofHours(1).toNanos();
    /** For which a slot too many is kept: jobs come in waves. */
    private static final long SURPLUS_LIFETIME = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int DOUBLINGS = 8;
    /** One that lasts so long was no failure: its image's program does wait for orders. */
    private static final long LASTING = Duration.ofMinutes(1).toNanos();

    private final GraderTemplate template;
    private final LongSupplier nanoClock;
    private final Demand demand;
    private final StudentDemand students;
    private final Set<Slot> parked = new LinkedHashSet<>();
    private Limits limits;
    private int making;
    private boolean cleared;
    private int failuresInARow;
    private long pausedUntil;
    private long hits;
    private long misses;
    private long refills;
    private long failures;
    private long refillNanos;

    /** @param limits what the first slots are made with, before a job tells */
    Shelf(GraderTemplate template, Warmth bounds, Limits limits, LongSupplier nanoClock) {
        this.template = template;
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.demand = new Demand(bounds, nanoClock);
        this.students = new StudentDemand(bounds.students() && template.attendable(), nanoClock);
        this.pausedUntil = nanoClock.getAsLong();
    }

    GraderTemplate template() {
        return template;
    }

    StudentDemand students() {
        return students;
    }

    /** A slot whose job is likely to ask for a student, and has none. */
    Optional<Slot> unattended() {
        return students.expected(0) ? parked.stream().filter(slot -> slot.students().vacant()).findFirst() : Optional.empty();
    }

    /** The slot that suits best, for the caller. */
    Optional<Slot> take(Limits wanted) {
        Optional<Slot> best = parked.stream().filter(slot -> slot.limits().equals(wanted)).findFirst()
            .or(() -> parked.stream().filter(slot -> slot.suits(wanted)).findFirst());
        best.ifPresent(slot -> {
            parked.remove(slot);
            failuresInARow = 0;
        });
        return best;
    }

    /** The same for a job that has just come; slots to be made get its limits, as the next job is likely to have them too. */
    Optional<Slot> asked(Limits wanted) {
        demand.arrived();
        limits = wanted;
        return take(wanted);
    }

    void count(boolean hit) {
        if (hit) {
            hits++;
        } else {
            misses++;
        }
    }

    /** Whether one more slot is to be made now. */
    boolean wants() {
        long suitable = parked.stream().filter(slot -> slot.suits(limits)).count();
        return suitable + making < demand.wanted() && nanoClock.getAsLong() - pausedUntil >= 0;
    }

    /** Of two, the one asked for last is worth more. */
    long lastAsked() {
        return demand.lastArrival();
    }

    /** Gives up its oldest slot for another shelf's sake. */
    Optional<Slot> yield() {
        Optional<Slot> oldest = parked.stream().findFirst();
        oldest.ifPresent(parked::remove);
        return oldest;
    }

    /** Slots parked or being made. */
    int size() {
        return parked.size() + making;
    }

    /** Somebody makes one now, with the limits returned, and will tell how that went. */
    Limits begin() {
        making++;
        return limits;
    }

    /** Parks a slot, unless there is nobody left to park it for. */
    boolean made(Slot slot) {
        making--;
        return !cleared && parked.add(slot);
    }

    /** A slot that was made is ready. How many that were. */
    long ready(long nanos) {
        refills++;
        refillNanos += nanos;
        demand.refilled(nanos);
        return refills;
    }

    /** None could be made. How often that happened. */
    long unmade() {
        making--;
        failed();
        return failures;
    }

    boolean holds(Slot slot) {
        return parked.contains(slot);
    }

    /** A parked slot is of no use any more. Whether it was still here. */
    boolean lost(Slot slot) {
        boolean here = parked.remove(slot);
        if (here) {
            if (nanoClock.getAsLong() - slot.madeAt() > LASTING) {
                failuresInARow = 0;
            }
            failed();
        }
        return here;
    }

    private void failed() {
        failures++;
        pausedUntil = nanoClock.getAsLong() + (FIRST_PAUSE << Math.min(failuresInARow++, DOUBLINGS));
    }

    List<Slot> parked() {
        return List.copyOf(parked);
    }

    /** Takes away what stayed too long, or is too much. */
    List<Slot> retire() {
        long now = nanoClock.getAsLong();
        int surplus = parked.size() - demand.wanted();
        List<Slot> retired = new ArrayList<>();
        for (Slot slot : parked) {
            long age = now - slot.madeAt();
            if (age > LIFETIME || surplus > 0 && age > SURPLUS_LIFETIME) {
                retired.add(slot);
                surplus--;
            }
        }
        retired.forEach(parked::remove);
        return retired;
    }

    /** Gives up all that is parked, for the caller to remove, and takes no more. */
    List<Slot> clear() {
        cleared = true;
        List<Slot> all = parked();
        parked.clear();
        return all;
    }

    PoolStatus status() {
        return new PoolStatus(template.runtime().name(), template.imageId(), parked.size(), demand.wanted(), hits, misses,
            refills, failures, refillNanos, (int) parked.stream().filter(slot -> slot.students().parked()).count(),
            students.hits(), students.misses());
    }
}
