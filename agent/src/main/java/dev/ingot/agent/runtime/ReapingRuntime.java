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
    private final AtomicLong orphansRemoved = new AtomicLong();
    private Set<String> unheldAtLastCheck = Set.of();

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
    public boolean canMountOverlay(OwnerMapping layer, Path directory) {
        return runtime.canMountOverlay(layer, directory);
    }

    @Override
    public boolean canSee(Path directory) {
        return runtime.canSee(directory);
    }

    @Override
    public List<ImageInfo> images() {
        return runtime.images();
    }

    @Override
    public Container create(ContainerSpec spec) {
        Container container = runtime.create(spec);
        held.add(container.id());
        return new HeldContainer(container, held);
    }

    @Override
    public List<Container> findOrphans(String agent) {
        return runtime.findOrphans(agent);
    }

    /** Removes everything of the agent's earlier lives, at once; to be called before the first create. */
    public void removeOrphans(String agentId) {
        try (ExecutorService removing = Executors.newVirtualThreadPerTaskExecutor()) {
            runtime.findOrphans(agentId).forEach(container -> removing.submit(() -> remove(container)));
        }
    }

    /**
     * Removes what nobody holds now and nobody held at the last call: a container being made in between is not yet held.
     * To be called by one thread, now and then.
     */
    public void removeUnheld(String agentId) {
        List<Container> unheld = runtime.findOrphans(agentId).stream().filter(found -> !held.contains(found.id())).toList();
        unheld.stream().filter(found -> unheldAtLastCheck.contains(found.id())).forEach(this::remove);
        unheldAtLastCheck = unheld.stream().map(Container::id).collect(Collectors.toSet());
    }

    private void remove(Container container) {
        LOG.warn("Removing container {}, left by an earlier job or by an agent that was killed", container.id());
        container.close();
        orphansRemoved.incrementAndGet();
    }

    /** Containers it removed that nobody held. */
    public long orphansRemoved() {
        return orphansRemoved.get();
    }

    @Override
    public void close() {
        runtime.close();
    }

    private static final class HeldContainer extends ForwardingContainer {
        private final Set<String> held;

        HeldContainer(Container container, Set<String> held) {
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
