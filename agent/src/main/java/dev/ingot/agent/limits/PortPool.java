package dev.ingot.agent.limits;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Leases host ports for published container ports. The port returned last is leased last. Thread-safe. */
public final class PortPool {
    private final Deque<Integer> free;

    /**
     * Creates a pool.
     *
     * @param first the lowest port
     * @param last  the highest, inclusive
     */
    public PortPool(int first, int last) {
        free = new ArrayDeque<>(IntStream.rangeClosed(first, last).boxed().toList());
    }

    /** Leases one host port for each container port; empty, and none leased, when there are not enough. */
    public synchronized Optional<PortLease> lease(List<Integer> containerPorts) {
        Set<Integer> wanted = new TreeSet<>(containerPorts);
        if (wanted.size() > free.size()) {
            return Optional.empty();
        }
        Map<Integer, Integer> leased = new TreeMap<>();
        wanted.forEach(port -> leased.put(port, free.removeFirst()));
        return Optional.of(new PortLease(leased));
    }

    private synchronized void release(Map<Integer, Integer> leased) {
        free.addAll(leased.values());
    }

    /** Holds the leased ports of one container. Close it after the container is removed, or the next one cannot bind them. */
    public final class PortLease implements AutoCloseable {
        private final Map<Integer, Integer> ports;
        private boolean closed;

        private PortLease(Map<Integer, Integer> ports) {
            this.ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        }

        /** Returns container port to host port. */
        public Map<Integer, Integer> ports() {
            return ports;
        }

        /** Returns the ports to the pool. Idempotent. */
        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                release(ports);
            }
        }
    }
}
