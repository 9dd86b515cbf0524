package dev.ingot.agent.runtime.oci;

import dev.ingot.agent.linux.UserNamespace;
import dev.ingot.agent.runtime.OwnerMapping;
import dev.ingot.agent.runtime.oci.root.UserMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user namespaces of one run of the agent, each with its own range of the host's ids. Some are kept ready. Creating one
 * executes three programs, so a namespace whose containers are all removed is reused for a later job, once no process of the
 * host is left in it. Containers cannot write the state of a namespace that outlives its processes
 * (docs/decisions/0011-map-users-per-job.md). Thread-safe.
 */
final class UserNamespacePool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UserNamespacePool.class);

    /** Looking for processes takes milliseconds, so it is done for this many namespaces at once. */
    private static final int REUSE_BATCH_SIZE = 32;
    /** Unused namespaces beyond this number are removed. */
    private static final int MAX_READY = 64;

    /** The calls to the kernel, replaceable in tests. */
    interface NamespaceCalls {

        /**
         * Creates a namespace.
         *
         * @param file  the file that keeps it alive
         * @param first the id on the host of its root user
         */
        void make(Path file, long first) throws IOException;

        /** Returns those of the namespaces, given by their first ids, that have processes. */
        Set<Long> findOccupied(Set<Long> firsts) throws IOException;

        /** The calls on this host. */
        NamespaceCalls HOST = new NamespaceCalls() {
            @Override
            public void make(Path file, long first) throws IOException {
                UserNamespace.make(file, first, UserMapping.COUNT);
            }

            @Override
            public Set<Long> findOccupied(Set<Long> firsts) throws IOException {
                return UserNamespace.findOccupied(firsts, UserMapping.COUNT);
            }
        };
    }

    private record HeldNamespace(UserMapping mapping, Set<String> containers) { }

    private final Path folder;
    private final IdRanges ranges;
    private final String run;
    private final int targetSize;
    private final NamespaceCalls kernel;
    private final Deque<UserMapping> ready = new ArrayDeque<>();
    private final Deque<UserMapping> released = new ArrayDeque<>();
    private final Map<String, HeldNamespace> held = new HashMap<>();
    private final ExecutorService background =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("user-namespaces").factory());

    /**
     * Creates the pool and starts to fill it.
     *
     * @param folder     for the files of the namespaces; removed with the run, as are its id ranges
     * @param run        the name of the run, which holds the ranges
     * @param targetSize how many namespaces are kept ready
     */
    UserNamespacePool(Path folder, IdRanges ranges, String run, int targetSize) {
        this(folder, ranges, run, targetSize, NamespaceCalls.HOST);
    }

    UserNamespacePool(Path folder, IdRanges ranges, String run, int targetSize, NamespaceCalls kernel) {
        this.folder = folder;
        this.ranges = ranges;
        this.run = run;
        this.targetSize = targetSize;
        this.kernel = kernel;
        background.execute(this::refill);
    }

    /** Assigns a container a namespace that no other container of the host uses. */
    UserMapping acquire(String container) throws IOException {
        UserMapping mapping;
        boolean belowTarget;
        synchronized (this) {
            mapping = ready.poll();
            belowTarget = isBelowTarget();
        }
        if (belowTarget) {
            background.execute(this::refill);
        }
        if (mapping == null) {
            mapping = make();
        }
        synchronized (this) {
            held.put(container, new HeldNamespace(mapping, new HashSet<>(Set.of(container))));
        }
        return mapping;
    }

    /**
     * Assigns a container the namespace of another container of the same job; a separate one when that container is already
     * removed.
     */
    UserMapping share(String container, String other) throws IOException {
        synchronized (this) {
            HeldNamespace shared = held.get(other);
            if (shared != null) {
                shared.containers().add(container);
                held.put(container, shared);
                return shared.mapping();
            }
        }
        return acquire(container);
    }

    /** Returns whether the kernel can map owners in an overlay; tried with a namespace that a later container gets. */
    boolean canMapOwners(OwnerMapping layer) {
        String probe = "probe " + System.nanoTime();
        try {
            UserMapping mapping = acquire(probe);
            layer.map(mapping.namespace(), (int) mapping.first());
            return true;
        } catch (IOException e) {
            LOG.info("Copying large tasks instead of mounting them: the kernel cannot map owners on an overlay: {}",
                e.toString());
            return false;
        } finally {
            release(probe);
        }
    }

    /**
     * Releases the namespace of a container whose cgroup and mounts are removed. Does nothing for a container without one.
     */
    synchronized void release(String container) {
        HeldNamespace shared = held.remove(container);
        if (shared != null) {
            shared.containers().remove(container);
            if (shared.containers().isEmpty()) {
                released.add(shared.mapping());
            }
        }
    }

    private UserMapping make() throws IOException {
        long first = ranges.allocate(run);
        Path file = folder.resolve(Long.toString(first));
        try {
            kernel.make(file, first);
        } catch (IOException e) {
            ranges.release(run, first);
            throw e;
        }
        return new UserMapping(file, first);
    }

    private void refill() {
        try {
            while (isBelowTarget() && !background.isShutdown()) {
                List<UserMapping> reusable = drainReleased();
                if (reusable.isEmpty()) {
                    UserMapping created = make();
                    synchronized (this) {
                        ready.add(created);
                    }
                } else {
                    reuse(reusable);
                }
            }
        } catch (IOException | RuntimeException e) {
            // The next caller of acquire() creates a namespace itself, and gets the cause as an exception.
            LOG.debug("Cannot create a user namespace in advance", e);
        }
    }

    private synchronized boolean isBelowTarget() {
        return ready.size() < targetSize;
    }

    private synchronized List<UserMapping> drainReleased() {
        if (released.size() < REUSE_BATCH_SIZE) {
            return List.of();
        }
        List<UserMapping> all = new ArrayList<>(released);
        released.clear();
        return all;
    }

    private void reuse(List<UserMapping> namespaces) throws IOException {
        Set<Long> occupied;
        try {
            occupied = kernel.findOccupied(namespaces.stream().map(UserMapping::first).collect(Collectors.toSet()));
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                released.addAll(namespaces);
            }
            throw e;
        }
        for (UserMapping each : namespaces) {
            if (occupied.contains(each.first())) {
                // The range stays allocated while this agent runs, as the process may continue to use its ids.
                LOG.warn("A process survived its container and runs as one of the users {} to {}: these users are not reused "
                    + "until the agent is restarted", each.first(), each.first() + UserMapping.COUNT - 1);
            } else if (!tryKeep(each)) {
                remove(each);
            }
        }
    }

    private synchronized boolean tryKeep(UserMapping namespace) {
        return ready.size() < MAX_READY && ready.add(namespace);
    }

    private void remove(UserMapping namespace) throws IOException {
        UserNamespace.remove(namespace.namespace());
        ranges.release(run, namespace.first());
    }

    /** Stops creating namespaces. Existing ones are removed with the run. */
    @Override
    public void close() {
        background.close();
    }
}
