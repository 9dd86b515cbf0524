package dev.ingot.agent.pool;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.grader.ReadyStudents;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps slots parked and gives each to one job. Nobody waits for a slot: where none is parked there is none. Threads of its
 * own make new ones while jobs leave the host time for it. Thread-safe; closing it removes every parked slot.
 */
final class WarmPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmPool.class);
    private static final long TICK = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Warmth> bounds;
    private final SlotMaker maker;
    private final PoolBudget budget;
    private final Load load;
    private final Map<GraderTemplate, Shelf> shelves = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** There may be something to make, or more time for it. Whoever waits for that takes a processor when it is told. */
    private final Condition changed = lock.newCondition();
    private final Condition ending = lock.newCondition();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("pool-", 0).factory());
    private final Disposal disposal = new Disposal(threads);
    private boolean begun;
    private boolean closed;
    private long memoryInUse;

    /** @param bounds by the name of the runtime; one that is missing parks nothing */
    WarmPool(Map<String, Warmth> bounds, SlotMaker maker, PoolBudget budget) {
        this.bounds = Map.copyOf(bounds);
        this.maker = maker;
        this.budget = budget;
        this.load = new Load(budget.processors(), System::nanoTime);
    }

    /** The templates jobs may ask for from now on, and the limits to begin with; the slots of others go. */
    void offer(Collection<GraderTemplate> templates, Limits first) {
        disposal.discard(locked(() -> {
            List<Shelf> withdrawn = shelves.values().stream().filter(shelf -> !templates.contains(shelf.template())).toList();
            withdrawn.forEach(shelf -> shelves.remove(shelf.template()));
            templates.stream().filter(this::kept).forEach(template -> shelves.computeIfAbsent(template,
                key -> new Shelf(key, bounds.get(key.runtime().name()), first, System::nanoTime)));
            if (!shelves.isEmpty() && !begun && !closed) {
                begin();
            }
            return withdrawn.stream().flatMap(shelf -> shelf.clear().stream()).toList();
        }));
    }

    private boolean kept(GraderTemplate template) {
        return template.parkable() && bounds.containsKey(template.runtime().name());
    }

    private void begin() {
        begun = true;
        for (int i = 0; i < budget.refills(); i++) {
            threads.execute(new BackgroundLoop("refill", this::refill));
        }
        threads.execute(PoolRounds.of(this));
    }

    /** Leaves less time than before: nobody is woken beside the job. */
    void jobBegins() {
        quietly(() -> {
            load.jobBegins();
            return load;
        });
    }

    /** @param students that it asked for, of the kind that is made ahead */
    void jobEnds(GraderTemplate template, int students) {
        locked(() -> {
            load.jobEnds();
            shelf(template).ifPresent(shelf -> shelf.students().ended(students));
            return true;
        });
    }

    /** A slot held to those limits, for the caller alone; empty when none is ready. Never waits for one. */
    Optional<Slot> take(GraderTemplate template, Limits limits) {
        Optional<Slot> slot = locked(() -> shelf(template).flatMap(shelf -> shelf.asked(limits)));
        while (slot.isPresent() && !(slot.get().fresh() && slot.get().limit(limits))) {
            disposal.discard(List.of(slot.get()));
            slot = locked(() -> shelf(template).flatMap(shelf -> shelf.take(limits)));
        }
        Optional<Slot> found = slot;
        return quietly(() -> {
            shelf(template).ifPresent(shelf -> shelf.count(found.isPresent()));
            return found;
        });
    }

    private Optional<Shelf> shelf(GraderTemplate template) {
        return Optional.ofNullable(shelves.get(template));
    }

    private boolean refill() throws InterruptedException {
        Optional<Need> need = awaitNeed();
        if (need.isPresent()) {
            need.get().meet();
        }
        return need.isPresent();
    }

    /** Returns once something is to be made, and there is time for it; with nothing when the pool is closed. */
    private Optional<Need> awaitNeed() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long pause = load.pause();
                Optional<Need> need = pause > 0 ? Optional.empty() : slotNeeded().or(this::studentNeeded);
                if (need.isPresent()) {
                    return need;
                }
                changed.awaitNanos(pause > 0 ? Math.min(pause, TICK) : TICK);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Need> slotNeeded() {
        return neediest().map(shelf -> {
            Limits limits = shelf.begin();
            return () -> make(shelf, limits);
        });
    }

    private Optional<Need> studentNeeded() {
        return memoryInUse > budget.memoryBytes() ? Optional.empty() : shelves.values().stream()
            .flatMap(shelf -> shelf.unattended().<Need>map(slot ->
                () -> parking(shelf).park(slot.students(), slot.limits())).stream()).findFirst();
    }

    private StudentParking parking(Shelf shelf) {
        return new StudentParking(shelf.students(), this::spare, threads);
    }

    /** Who is told of the students of a job. */
    ReadyStudents.Listener students(GraderTemplate template) {
        return quietly(() -> shelf(template).<ReadyStudents.Listener>map(this::parking).orElse((_, _, _) -> { }));
    }

    private boolean spare() {
        return quietly(() -> !closed && load.spare() && memoryInUse <= budget.memoryBytes());
    }

    /** What was asked for last comes first. */
    private Optional<Shelf> neediest() {
        return shelves.values().stream().filter(Shelf::wants)
            .max(Comparator.comparingLong(Shelf::lastAsked).thenComparing(Shelf::size, Comparator.reverseOrder()))
            .filter(this::affordable);
    }

    /** Where all the budget is spent, what was asked for longer ago makes room. */
    private boolean affordable(Shelf needy) {
        boolean spent = memoryInUse > budget.memoryBytes()
            || shelves.values().stream().mapToInt(Shelf::size).sum() >= budget.slots();
        if (!spent) {
            return true;
        }
        Optional<Slot> room = shelves.values().stream().filter(other -> other.lastAsked() < needy.lastAsked())
            .filter(other -> !other.parked().isEmpty())
            .min(Comparator.comparingLong(Shelf::lastAsked)).flatMap(Shelf::yield);
        room.ifPresent(slot -> disposal.discard(List.of(slot)));
        return room.isPresent();
    }

    private void make(Shelf shelf, Limits limits) throws InterruptedException {
        long begun = System.nanoTime();
        Slot slot;
        try {
            slot = maker.parked(shelf.template(), limits, parking(shelf));
        } catch (IOException | RuntimeFault e) {
            locked(shelf::unmade);
            LOG.warn("No slot can be parked on {} for {}; jobs start cold meanwhile: {}", shelf.template().runtime().name(),
                shelf.template().imageId(), e.getMessage());
            return;
        } catch (RuntimeException | Error e) {
            locked(shelf::unmade);
            throw e;
        }
        if (!locked(() -> shelf.made(slot))) {
            slot.close();
            return;
        }
        Thread.ofVirtual().name("end-of-parked-" + slot.container().id()).start(() -> watch(slot));
        slot.settle(() -> locked(() -> shelf.holds(slot)));
        long nanos = System.nanoTime() - begun;
        if (slot.fresh()) {
            locked(() -> shelf.ready(nanos));
            LOG.debug("Container {} is parked, after {} ms", slot.container().id(), nanos / 1_000_000);
        }
    }

    private void watch(Slot slot) {
        try {
            slot.awaitEnd();
            replace(slot, "has ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes a slot that is still parked; others take its place in time. */
    void replace(Slot slot, String why) {
        if (locked(() -> shelves.values().stream().anyMatch(shelf -> shelf.lost(slot)))) {
            LOG.warn("Parked container {} {}, and is replaced", slot.container().id(), why);
            slot.close();
        }
    }

    /** All that are parked now. */
    List<Slot> parked() {
        return locked(() -> shelves.values().stream().flatMap(shelf -> shelf.parked().stream()).toList());
    }

    /** Removes what stayed too long or is too much, now that all parked slots together use so much memory. */
    void retire(long memoryBytes) {
        disposal.discard(locked(() -> {
            memoryInUse = memoryBytes;
            return shelves.values().stream().flatMap(shelf -> shelf.retire().stream()).toList();
        }));
    }

    /** One entry for each environment that has slots, or may have. */
    List<PoolStatus> status() {
        return locked(() -> shelves.values().stream().map(Shelf::status).toList());
    }

    /** Waits for so long. Whether the pool is still open then. */
    boolean pause(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        lock.lock();
        try {
            for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
                ending.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Something has changed that may call for a slot. */
    private <T> T locked(Supplier<T> act) {
        return quietly(() -> {
            changed.signalAll();
            return act.get();
        });
    }

    private <T> T quietly(Supplier<T> act) {
        lock.lock();
        try {
            return act.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Slot> left = new ArrayList<>();
        locked(() -> {
            closed = true;
            ending.signalAll();
            shelves.values().forEach(shelf -> left.addAll(shelf.clear()));
            shelves.clear();
            return closed;
        });
        if (!threads.isShutdown()) {
            disposal.discard(left);
            threads.close();
        }
    }
}
