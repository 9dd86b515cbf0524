package dev.ingot.agent.sandbox;

import dev.ingot.agent.background.BackgroundLoop;
import dev.ingot.agent.runtime.Limits;
import dev.ingot.agent.runtime.RuntimeFault;
import dev.ingot.agent.student.WarmStudents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps warm containers and gives each of them to one job. {@link #claim} never waits for the start of a container. Background
 * threads start containers while jobs leave the host time. Thread-safe; closing removes all of them.
 */
final class WarmPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmPool.class);
    private static final long TICK = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, IdleBounds> bounds;
    private final SandboxFactory factory;
    private final PoolBudget budget;
    private final RefillPolicy refillPolicy;
    private final BackgroundWorkGate workGate;
    private final Map<GraderTemplate, TemplatePool> pools = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when a refill may be due. Waking a refill thread costs a processor, so the start of a job does not signal it. */
    private final Condition changed = lock.newCondition();
    private final Condition closing = lock.newCondition();
    private final LongSupplier nanoClock;
    private final ExecutorService threads;
    private final AsyncCloser closer;
    private boolean started;
    private boolean closed;
    private long memoryInUse;

    /**
     * @param bounds    by name of the runtime; a runtime that is missing gets no warm containers
     * @param nanoClock nanoseconds since any fixed moment; decides when refills are due and containers expire
     * @param threads   run the background loops and close containers; shut down when the pool is closed
     */
    WarmPool(Map<String, IdleBounds> bounds, SandboxFactory factory, PoolBudget budget, LongSupplier nanoClock,
        ExecutorService threads) {
        this.nanoClock = nanoClock;
        this.threads = threads;
        this.closer = new AsyncCloser(threads);
        this.bounds = Map.copyOf(bounds);
        this.factory = factory;
        this.budget = budget;
        this.refillPolicy = new RefillPolicy(budget);
        this.workGate = new BackgroundWorkGate(budget.processors(), nanoClock);
    }

    /** Sets the templates that jobs may use and the limits of the first containers; removes containers of other templates. */
    void setTemplates(Collection<GraderTemplate> templates, Limits first) {
        closer.closeAll(runAndSignal(() -> {
            List<TemplatePool> withdrawn = pools.values().stream().filter(pool -> !templates.contains(pool.template()))
                .toList();
            withdrawn.forEach(pool -> pools.remove(pool.template()));
            templates.stream().filter(template -> template.canPrewarm() && bounds.containsKey(template.runtime().name()))
                .forEach(template -> pools.computeIfAbsent(template,
                    key -> new TemplatePool(key, bounds.get(key.runtime().name()), first, nanoClock)));
            if (!pools.isEmpty() && !started && !closed) {
                startThreads();
            }
            return withdrawn.stream().flatMap(pool -> pool.clear().stream()).toList();
        }));
    }

    private void startThreads() {
        started = true;
        for (int i = 0; i < budget.concurrentRefills(); i++) {
            threads.execute(new BackgroundLoop("refill", this::refill));
        }
        threads.execute(PoolMaintenance.of(this));
    }

    /** Records the start of a job. Wakes no refill thread, since a job leaves less time for refills. */
    void beginJob() {
        runLocked(() -> {
            workGate.beginJob();
            return workGate;
        });
    }

    /** Records the end of a job; {@code students} counts its student requests that a warm one could have served. */
    void endJob(GraderTemplate template, int students) {
        runAndSignal(() -> {
            workGate.endJob();
            templatePool(template).ifPresent(pool -> pool.studentDemand().recordJob(students));
            return true;
        });
    }

    /** Returns a warm container with these limits for the caller alone; empty if none is available. May call the manager. */
    Optional<WarmContainer> claim(GraderTemplate template, Limits limits) {
        Optional<WarmContainer> warm = runAndSignal(() -> templatePool(template).flatMap(pool -> pool.claimForNewJob(limits)));
        while (warm.isPresent() && !(warm.get().isUsable() && warm.get().applyLimits(limits))) {
            closer.closeAll(List.of(warm.get()));
            warm = runAndSignal(() -> templatePool(template).flatMap(pool -> pool.claim(limits)));
        }
        Optional<WarmContainer> found = warm;
        return runLocked(() -> {
            templatePool(template).ifPresent(pool -> pool.countClaim(found.isPresent()));
            return found;
        });
    }

    private Optional<TemplatePool> templatePool(GraderTemplate template) {
        return Optional.ofNullable(pools.get(template));
    }

    private boolean refill() throws InterruptedException {
        Optional<RefillTask> task = awaitTask();
        if (task.isPresent()) {
            task.get().run();
        }
        return task.isPresent();
    }

    /** Waits until a refill is due and jobs leave time for it; empty when the pool is closed. */
    private Optional<RefillTask> awaitTask() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                Optional<RefillTask> task = pollTask();
                if (task.isPresent()) {
                    return task;
                }
                long pause = workGate.nanosUntilAllowed();
                changed.awaitNanos(pause > 0 ? Math.min(pause, TICK) : TICK);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the refill that is due; empty if none is, or if jobs leave no time for one. Never blocks. */
    Optional<RefillTask> pollTask() {
        return runLocked(() -> workGate.nanosUntilAllowed() > 0 ? Optional.empty()
            : nextContainerTask().or(this::nextStudentTask));
    }

    private Optional<RefillTask> nextContainerTask() {
        return refillPolicy.findNeediest(pools.values()).filter(this::makeRoomFor).map(pool -> {
            Limits limits = pool.beginRefill();
            return () -> createContainer(pool, limits);
        });
    }

    private Optional<RefillTask> nextStudentTask() {
        return memoryInUse > budget.memoryBytes() ? Optional.empty() : pools.values().stream()
            .flatMap(pool -> pool.findWithoutStudent().<RefillTask>map(warm ->
                () -> prewarmer(pool).prewarm(warm.warmStudents(), warm.limits())).stream()).findFirst();
    }

    private StudentPrewarmer prewarmer(TemplatePool pool) {
        return new StudentPrewarmer(pool.studentDemand(), this::hasSpareCapacity, threads);
    }

    /** Returns the listener for student requests of jobs with this template. */
    WarmStudents.Listener studentListener(GraderTemplate template) {
        return runLocked(() -> templatePool(template).<WarmStudents.Listener>map(this::prewarmer).orElse((_, _, _) -> { }));
    }

    private boolean hasSpareCapacity() {
        return runLocked(() -> !closed && workGate.hasSpareProcessor() && memoryInUse <= budget.memoryBytes());
    }

    /** Returns whether another container may start; if the budget is spent, only after another pool gave one up. */
    private boolean makeRoomFor(TemplatePool needy) {
        if (refillPolicy.isWithinBudget(pools.values(), memoryInUse)) {
            return true;
        }
        Optional<WarmContainer> evicted = refillPolicy.evictFor(needy, pools.values());
        evicted.ifPresent(warm -> closer.closeAll(List.of(warm)));
        return evicted.isPresent();
    }

    private void createContainer(TemplatePool pool, Limits limits) throws InterruptedException {
        long begun = nanoClock.getAsLong();
        WarmContainer warm;
        try {
            warm = factory.createWarm(pool.template(), limits, prewarmer(pool));
        } catch (IOException | RuntimeFault e) {
            runAndSignal(pool::recordRefillFailure);
            LOG.warn("Cannot start a warm container on {} for {}: {}. Jobs start cold until a retry succeeds",
                pool.template().runtime().name(), pool.template().imageId(), e.getMessage());
            return;
        } catch (RuntimeException | Error e) {
            runAndSignal(pool::recordRefillFailure);
            throw e;
        }
        if (!runAndSignal(() -> pool.add(warm))) {
            warm.close();
            return;
        }
        Thread.ofVirtual().name("warm-exit " + warm.container().id()).start(() -> replaceAfterExit(warm));
        warm.awaitIdle(() -> runAndSignal(() -> pool.contains(warm)));
        long nanos = nanoClock.getAsLong() - begun;
        if (warm.isUsable()) {
            runAndSignal(() -> pool.recordRefill(nanos));
            LOG.debug("Warm container {} is ready after {} ms", warm.container().id(), nanos / 1_000_000);
        }
    }

    private void replaceAfterExit(WarmContainer warm) {
        try {
            warm.awaitExit();
            replace(warm, "it exited before its job");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes a container that no job has claimed; a refill replaces it later. */
    void replace(WarmContainer warm, String reason) {
        if (runAndSignal(() -> pools.values().stream().anyMatch(pool -> pool.removeFailed(warm)))) {
            LOG.warn("Removed warm container {}: {}", warm.container().id(), reason);
            warm.close();
        }
    }

    /** Returns all containers that no job has claimed. */
    List<WarmContainer> containers() {
        return runAndSignal(() -> pools.values().stream().flatMap(pool -> pool.containers().stream()).toList());
    }

    /** Records the memory that all warm containers use, in bytes, and removes expired and surplus containers. */
    void removeExpired(long memoryBytes) {
        closer.closeAll(runAndSignal(() -> {
            memoryInUse = memoryBytes;
            return pools.values().stream().flatMap(pool -> pool.removeExpired().stream()).toList();
        }));
    }

    /** Returns one entry for each environment that has warm containers or may have them. */
    List<PoolStatus> status() {
        return runAndSignal(() -> pools.values().stream().map(TemplatePool::status).toList());
    }

    /** Waits that many nanoseconds, or until the pool is closed; returns whether it is still open. */
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

    /** Runs an action that may make a refill due, and wakes the refill threads. */
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
        List<WarmContainer> remaining = new ArrayList<>();
        runAndSignal(() -> {
            closed = true;
            closing.signalAll();
            pools.values().forEach(pool -> remaining.addAll(pool.clear()));
            pools.clear();
            return closed;
        });
        if (!threads.isShutdown()) {
            closer.closeAll(remaining);
            threads.close();
        }
    }
}
