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
 * The user namespaces of one run of the agent, each with a range of the host's ids. Some are kept ready. To make one, three
 * programs are executed; so one whose containers are all removed serves a later job, once no process of the host is found in
 * it. What of a namespace outlives its processes no container can write (docs/decisions/0011-map-users-per-job.md). Thread-safe.
 */
final class UserNamespacePool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UserNamespacePool.class);

    /** To look for processes takes milliseconds: it is done for so many namespaces at once. */
    private static final int REUSE_BATCH_SIZE = 32;
    /** More than these are removed when they are not in use. */
    private static final int MAX_READY = 64;

    /** What is done with the kernel. */
    interface NamespaceCalls {

        /** Makes a namespace at a file whose root is this id on the host. */
        void make(Path file, long first) throws IOException;

        /** Those of the namespaces, by their first ids, that have processes. */
        Set<Long> findOccupied(Set<Long> firsts) throws IOException;

        /** The host's. */
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
     * @param folder of their files; removed by the run, with the ranges that it holds
     * @param run    in whose name ranges are taken
     * @param wanted how many are kept ready
     */
    UserNamespacePool(Path folder, IdRanges ranges, String run, int wanted) {
        this(folder, ranges, run, wanted, NamespaceCalls.HOST);
    }

    UserNamespacePool(Path folder, IdRanges ranges, String run, int targetSize, NamespaceCalls kernel) {
        this.folder = folder;
        this.ranges = ranges;
        this.run = run;
        this.targetSize = targetSize;
        this.kernel = kernel;
        background.execute(this::refill);
    }

    /** Gives a container users that no other container of the host has. */
    UserMapping acquire(String container) throws IOException {
        UserMapping mapping;
        boolean few;
        synchronized (this) {
            mapping = ready.poll();
            few = isBelowTarget();
        }
        if (few) {
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

    /** Gives a container the users of another of the same job; users of its own where that one is gone already. */
    UserMapping share(String container, String other) throws IOException {
        synchronized (this) {
            HeldNamespace its = held.get(other);
            if (its != null) {
                its.containers().add(container);
                held.put(container, its);
                return its.mapping();
            }
        }
        return acquire(container);
    }

    /** Whether the kernel maps owners in what an overlay shows; tried with users that a later container gets. */
    boolean canMapOwners(OwnerMapping layer) {
        String trial = "trial " + System.nanoTime();
        try {
            UserMapping mapping = acquire(trial);
            layer.map(mapping.namespace(), (int) mapping.first());
            return true;
        } catch (IOException e) {
            LOG.info("Large tasks are copied, since the kernel maps no owners in them: {}", e.toString());
            return false;
        } finally {
            release(trial);
        }
    }

    /** A container is removed: its cgroup is gone, and its mounts. One that never had users is no error. */
    synchronized void release(String container) {
        HeldNamespace its = held.remove(container);
        if (its != null) {
            its.containers().remove(container);
            if (its.containers().isEmpty()) {
                released.add(its.mapping());
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
                List<UserMapping> together = drainReleased();
                if (together.isEmpty()) {
                    UserMapping made = make();
                    synchronized (this) {
                        ready.add(made);
                    }
                } else {
                    reuse(together);
                }
            }
        } catch (IOException | RuntimeException e) {
            // The next container that needs one makes it itself then, and learns why it cannot be made.
            LOG.debug("No user namespace could be made ahead", e);
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
        Set<Long> inhabited;
        try {
            inhabited = kernel.findOccupied(namespaces.stream().map(UserMapping::first).collect(Collectors.toSet()));
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                released.addAll(namespaces);
            }
            throw e;
        }
        for (UserMapping each : namespaces) {
            if (inhabited.contains(each.first())) {
                // Its range stays taken as long as this agent runs: the process may go on with these ids.
                LOG.warn("A process of a container that is removed still runs as user {} or one of the {} after it; no job gets "
                    + "these users again before the agent is restarted", each.first(), UserMapping.COUNT - 1);
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

    /** Makes no more of them. Those there are go with the run. */
    @Override
    public void close() {
        background.close();
    }
}
