package dev.ingot.agent.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runtime that knows which of its containers somebody still holds, and removes those that nobody does: of an earlier life
 * of the agent, of a create whose answer was lost, of a removal that an engine failed.
 */
public final class ReapingRuntime implements ContainerRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(ReapingRuntime.class);

    private final ContainerRuntime runtime;
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    private final AtomicLong reaped = new AtomicLong();
    private Set<String> suspects = Set.of();

    public ReapingRuntime(ContainerRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public String name() {
        return runtime.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return runtime.capabilities();
    }

    @Override
    public Health probe() {
        return runtime.probe();
    }

    @Override
    public boolean sees(OwnerMapping layer, Path directory) {
        return runtime.sees(layer, directory);
    }

    @Override
    public boolean sees(Path directory) {
        return runtime.sees(directory);
    }

    @Override
    public List<ImageInfo> images() {
        return runtime.images();
    }

    @Override
    public Container create(ContainerSpec spec) {
        Container container = runtime.create(spec);
        held.add(container.id());
        return new Held(container, held);
    }

    @Override
    public List<Container> leftovers(String agent) {
        return runtime.leftovers(agent);
    }

    /** Removes everything of the agent's earlier lives, at once; to be called before the first create. */
    public void reapAll(String agentId) {
        try (ExecutorService removing = Executors.newVirtualThreadPerTaskExecutor()) {
            runtime.leftovers(agentId).forEach(container -> removing.submit(() -> reap(container)));
        }
    }

    /**
     * Removes what nobody holds now and nobody held at the last call: a container being made in between is not yet held.
     * To be called by one thread, now and then.
     */
    public void reapUnheld(String agentId) {
        List<Container> unheld = runtime.leftovers(agentId).stream().filter(found -> !held.contains(found.id())).toList();
        unheld.stream().filter(found -> suspects.contains(found.id())).forEach(this::reap);
        suspects = unheld.stream().map(Container::id).collect(Collectors.toSet());
    }

    private void reap(Container container) {
        LOG.warn("Removing container {}, left by an earlier job or by an agent that was killed", container.id());
        container.close();
        reaped.incrementAndGet();
    }

    /** Containers it removed that nobody held. */
    public long reaped() {
        return reaped.get();
    }

    @Override
    public void close() {
        runtime.close();
    }

    private static final class Held extends ForwardingContainer {
        private final Set<String> held;

        Held(Container container, Set<String> held) {
            super(container);
            this.held = held;
        }

        @Override
        public void close() {
            super.close();
            held.remove(id());
        }
    }
}
