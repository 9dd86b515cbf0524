package dev.ingot.agent.sandbox;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.student.WarmStudents;
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

    private final Map<String, IdleBounds> bounds;
    private final SandboxFactory factory;
    private final PoolBudget budget;
    private final BackgroundWorkGate workGate;
    private final Map<GraderTemplate, TemplatePool> pools = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** There may be something to make, or more time for it. Whoever waits for that takes a processor when it is told. */
    private final Condition changed = lock.newCondition();
    private final Condition closing = lock.newCondition();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("pool-", 0).factory());
    private final AsyncCloser closer = new AsyncCloser(threads);
    private boolean started;
    private boolean closed;
    private long memoryInUse;

    /** @param bounds by the name of the runtime; one that is missing parks nothing */
    WarmPool(Map<String, IdleBounds> bounds, SandboxFactory factory, PoolBudget budget) {
        this.bounds = Map.copyOf(bounds);
        this.factory = factory;
        this.budget = budget;
        this.workGate = new BackgroundWorkGate(budget.processors(), System::nanoTime);
    }

    /** The templates jobs may ask for from now on, and the limits to begin with; the slots of others go. */
    void setTemplates(Collection<GraderTemplate> templates, Limits first) {
        closer.closeAll(runAndSignal(() -> {
            List<TemplatePool> withdrawn = pools.values().stream().filter(shelf -> !templates.contains(shelf.template()))
                .toList();
            withdrawn.forEach(shelf -> pools.remove(shelf.template()));
            templates.stream().filter(this::canPool).forEach(template -> pools.computeIfAbsent(template,
                key -> new TemplatePool(key, bounds.get(key.runtime().name()), first, System::nanoTime)));
            if (!pools.isEmpty() && !started && !closed) {
                startThreads();
            }
            return withdrawn.stream().flatMap(shelf -> shelf.clear().stream()).toList();
        }));
    }

    private boolean canPool(GraderTemplate template) {
        return template.canPrewarm() && bounds.containsKey(template.runtime().name());
    }

    private void startThreads() {
        started = true;
        for (int i = 0; i < budget.concurrentRefills(); i++) {
            threads.execute(new BackgroundLoop("refill", this::refill));
        }
        threads.execute(PoolMaintenance.of(this));
    }

    /** Leaves less time than before: nobody is woken beside the job. */
    void beginJob() {
        runLocked(() -> {
            workGate.beginJob();
            return workGate;
        });
    }

    /** @param students that it asked for, of the kind that is made ahead */
    void endJob(GraderTemplate template, int students) {
        runAndSignal(() -> {
            workGate.endJob();
            templatePool(template).ifPresent(shelf -> shelf.studentDemand().recordJob(students));
            return true;
        });
    }

    /** A slot held to those limits, for the caller alone; empty when none is ready. Never waits for one. */
    Optional<WarmContainer> claim(GraderTemplate template, Limits limits) {
        Optional<WarmContainer> slot = runAndSignal(() -> templatePool(template).flatMap(shelf -> shelf.claimForNewJob(limits)));
        while (slot.isPresent() && !(slot.get().isUsable() && slot.get().applyLimits(limits))) {
            closer.closeAll(List.of(slot.get()));
            slot = runAndSignal(() -> templatePool(template).flatMap(shelf -> shelf.claim(limits)));
        }
        Optional<WarmContainer> found = slot;
        return runLocked(() -> {
            templatePool(template).ifPresent(shelf -> shelf.countClaim(found.isPresent()));
            return found;
        });
    }

    private Optional<TemplatePool> templatePool(GraderTemplate template) {
        return Optional.ofNullable(pools.get(template));
    }

    private boolean refill() throws InterruptedException {
        Optional<RefillTask> need = awaitTask();
        if (need.isPresent()) {
            need.get().run();
        }
        return need.isPresent();
    }

    /** Returns once something is to be made, and there is time for it; with nothing when the pool is closed. */
    private Optional<RefillTask> awaitTask() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long pause = workGate.nanosUntilAllowed();
                Optional<RefillTask> need = pause > 0 ? Optional.empty() : nextContainerTask().or(this::nextStudentTask);
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

    private Optional<RefillTask> nextContainerTask() {
        return findNeediest().map(shelf -> {
            Limits limits = shelf.beginRefill();
            return () -> createContainer(shelf, limits);
        });
    }

    private Optional<RefillTask> nextStudentTask() {
        return memoryInUse > budget.memoryBytes() ? Optional.empty() : pools.values().stream()
            .flatMap(shelf -> shelf.findWithoutStudent().<RefillTask>map(slot ->
                () -> prewarmer(shelf).prewarm(slot.warmStudents(), slot.limits())).stream()).findFirst();
    }

    private StudentPrewarmer prewarmer(TemplatePool shelf) {
        return new StudentPrewarmer(shelf.studentDemand(), this::hasSpareCapacity, threads);
    }

    /** Who is told of the students of a job. */
    WarmStudents.Listener studentListener(GraderTemplate template) {
        return runLocked(() -> templatePool(template).<WarmStudents.Listener>map(this::prewarmer).orElse((_, _, _) -> { }));
    }

    private boolean hasSpareCapacity() {
        return runLocked(() -> !closed && workGate.hasSpareProcessor() && memoryInUse <= budget.memoryBytes());
    }

    /** What was asked for last comes first. */
    private Optional<TemplatePool> findNeediest() {
        return pools.values().stream().filter(TemplatePool::needsMore)
            .max(Comparator.comparingLong(TemplatePool::lastRequestNanos).thenComparing(TemplatePool::size,
            Comparator.reverseOrder()))
            .filter(this::ensureBudget);
    }

    /** Where all the budget is spent, what was asked for longer ago makes room. */
    private boolean ensureBudget(TemplatePool needy) {
        boolean spent = memoryInUse > budget.memoryBytes()
            || pools.values().stream().mapToInt(TemplatePool::size).sum() >= budget.containers();
        if (!spent) {
            return true;
        }
        Optional<WarmContainer> room = pools.values().stream()
            .filter(other -> other.lastRequestNanos() < needy.lastRequestNanos())
            .filter(other -> !other.containers().isEmpty())
            .min(Comparator.comparingLong(TemplatePool::lastRequestNanos)).flatMap(TemplatePool::evictOldest);
        room.ifPresent(slot -> closer.closeAll(List.of(slot)));
        return room.isPresent();
    }

    private void createContainer(TemplatePool shelf, Limits limits) throws InterruptedException {
        long begun = System.nanoTime();
        WarmContainer slot;
        try {
            slot = factory.createWarm(shelf.template(), limits, prewarmer(shelf));
        } catch (IOException | RuntimeFault e) {
            runAndSignal(shelf::recordRefillFailure);
            LOG.warn("No slot can be parked on {} for {}; jobs start cold meanwhile: {}", shelf.template().runtime().name(),
                shelf.template().imageId(), e.getMessage());
            return;
        } catch (RuntimeException | Error e) {
            runAndSignal(shelf::recordRefillFailure);
            throw e;
        }
        if (!runAndSignal(() -> shelf.add(slot))) {
            slot.close();
            return;
        }
        Thread.ofVirtual().name("end-of-parked-" + slot.container().id()).start(() -> replaceAfterExit(slot));
        slot.awaitIdle(() -> runAndSignal(() -> shelf.contains(slot)));
        long nanos = System.nanoTime() - begun;
        if (slot.isUsable()) {
            runAndSignal(() -> shelf.recordRefill(nanos));
            LOG.debug("Container {} is parked, after {} ms", slot.container().id(), nanos / 1_000_000);
        }
    }

    private void replaceAfterExit(WarmContainer slot) {
        try {
            slot.awaitExit();
            replace(slot, "has ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes a slot that is still parked; others take its place in time. */
    void replace(WarmContainer slot, String why) {
        if (runAndSignal(() -> pools.values().stream().anyMatch(shelf -> shelf.removeFailed(slot)))) {
            LOG.warn("Parked container {} {}, and is replaced", slot.container().id(), why);
            slot.close();
        }
    }

    /** All that are parked now. */
    List<WarmContainer> containers() {
        return runAndSignal(() -> pools.values().stream().flatMap(shelf -> shelf.containers().stream()).toList());
    }

    /** Removes what stayed too long or is too much, now that all parked slots together use so much memory. */
    void removeExpired(long memoryBytes) {
        closer.closeAll(runAndSignal(() -> {
            memoryInUse = memoryBytes;
            return pools.values().stream().flatMap(shelf -> shelf.removeExpired().stream()).toList();
        }));
    }

    /** One entry for each environment that has slots, or may have. */
    List<PoolStatus> status() {
        return runAndSignal(() -> pools.values().stream().map(TemplatePool::status).toList());
    }

    /** Waits for so long. Whether the pool is still open then. */
    boolean sleepWhileOpen(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        lock.lock();
        try {
            for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
                closing.awaitNanos(left);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Something has changed that may call for a slot. */
    private <T> T runAndSignal(Supplier<T> act) {
        return runLocked(() -> {
            changed.signalAll();
            return act.get();
        });
    }

    private <T> T runLocked(Supplier<T> act) {
        lock.lock();
        try {
            return act.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<WarmContainer> left = new ArrayList<>();
        runAndSignal(() -> {
            closed = true;
            closing.signalAll();
            pools.values().forEach(shelf -> left.addAll(shelf.clear()));
            pools.clear();
            return closed;
        });
        if (!threads.isShutdown()) {
            closer.closeAll(left);
            threads.close();
        }
    }
}
